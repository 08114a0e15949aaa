import type { SshHost } from '@archnest/backend/contract';

/** A saved host as the server sends it, for tests. */
export const anSshHost = (fields: Partial<SshHost> & { id?: string } = {}): SshHost => {
  const id = fields.id ?? '1';
  return {
    id,
    key: `ssh:${id}`,
    name: 'nas',
    address: '192.168.1.20',
    port: 22,
    username: 'ops',
    auth: { type: 'key', hasSecret: true, hasPassphrase: false, hasCertificate: false },
    jumpHostId: null,
    pin: { fingerprint: 'SHA256:Vw7RkM2xQhYb0uTz9cLpJe4NsDf6gAiXo1BrKtUyH3E', keyType: null },
    docker: { enabled: true, mode: 'auto', command: 'docker' },
    way: null,
    ...fields,
  };
};
