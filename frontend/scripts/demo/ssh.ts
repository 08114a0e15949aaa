import type { Page } from '@playwright/test';
import type { SshHost, SshHostBody } from '../../../backend/src/contract/index.ts';
import type { SignedIn, TestServer } from '../../../backend/test/bench/server.ts';
import { startSshd, type TestSshd } from '../../../backend/test/bench/sshd.ts';
import { answerAt } from './address.ts';
import type { Camera } from './camera.ts';
import { startMachine } from './machine.ts';
import { backup as plan } from './plan.ts';

interface Options {
  camera: Camera;
  server: TestServer;
  admin: SignedIn;
  /** Ends it with the other machines. */
  until<T extends { stop(): Promise<unknown> }>(made: T): T;
}

const gateAt = '203.0.113.10';
const boxAt = '198.51.100.6';

const seen = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** The pictures of a machine behind a jump host: how it is added, what is known of it, and that its key changed. */
export async function takeSshPictures({ camera, server, admin, until }: Options) {
  const docker = until(await startMachine(plan));
  const gate = until(await startSshd());
  const box = until(await startSshd({ docker: { host: docker.host } }));
  until(await answerAt(gateAt, gate.port));
  until(await answerAt(boxAt, box.port));
  const ask = hostsOf(server, admin);
  const jump = await ask.save({
    ...hostAt(gate, gateAt, 'proxmox'),
    docker: { enabled: false, mode: 'auto', command: 'docker' },
  });

  await camera.take('add-ssh-key', '/hosts', (page) => toKey(page, box));
  await camera.take('add-ssh-credentials', '/hosts', async (page) => {
    await toKey(page, box);
    await page.getByRole('button', { name: 'Pin key and continue' }).click();
    await page.getByRole('textbox', { name: 'Private key' }).fill(box.key.privateKey);
    await seen(page, 'without a passphrase');
  });
  await camera.take('ssh-import', '/hosts', toImport, { widths: [1440] });

  const saved = await ask.save({ ...hostAt(box, boxAt, 'backup-box'), jumpHostId: jump.id });
  const open = `/hosts?host=${saved.key}`;
  await camera.take('hosts-ssh', open, (page) => seen(page, /^Tunnel through/), {
    widths: [1440],
    rest: 2_000,
  });
  await box.swapHostKey();
  const changed = async (page: Page) => {
    await seen(page, 'Shown now');
    await compare(page, box);
  };
  await camera.take('ssh-key-changed', `${open}&check=key`, changed, { widths: [1440] });
  for (const { id } of [saved, jump]) await ask.remove(id);
}

const printed = ({ hostKey: { fingerprint } }: TestSshd) =>
  `256 ${fingerprint} root@backup-box (ED25519)`;

/** To where the key of the machine is compared. */
async function toKey(page: Page, box: TestSshd) {
  await adding(page);
  await page.getByLabel('Address', { exact: true }).fill(`ssh -J proxmox admin@${boxAt}`);
  await page.getByLabel('Name', { exact: true }).fill('backup-box');
  await page.getByRole('button', { name: 'Next' }).click();
  await compare(page, box);
}

async function compare(page: Page, box: TestSshd) {
  const field = page.getByLabel('2. Paste what it prints');
  await field.fill(printed(box));
  await seen(page, 'Same key');
  // From its start, as it is after a paste that nobody went on in.
  await field.blur();
}

const config = `Host proxmox-2
  HostName 203.0.113.11
  User root
  IdentityFile ~/.ssh/id_ed25519

Host media docker-test
  ProxyJump proxmox-2
  IdentityFile ~/.ssh/id_ed25519

Host media
  HostName 198.51.100.21
  User deploy

Host docker-test
  HostName 198.51.100.34
  Port 2222

Host tower
  HostName tower.home.arpa
  User ops
  ProxyCommand nc -x 127.0.0.1:9050 %h %p

Match host *.example.org
  User guest
`;

async function toImport(page: Page) {
  await adding(page);
  await page.getByRole('button', { name: 'Import from ssh_config' }).click();
  await page.getByLabel('Text of the ssh_config').fill(config);
  await page.getByRole('button', { name: 'Next' }).click();
  await seen(page, 'Left out');
}

async function adding(page: Page) {
  await seen(page, 'proxmox');
  await page.getByRole('button', { name: 'Add host' }).click();
  await page.getByRole('radio', { name: 'SSH', exact: true }).check();
}

const hostAt = ({ key, hostKey }: TestSshd, address: string, name: string): SshHostBody => ({
  name,
  address,
  port: 22,
  username: 'admin',
  jumpHostId: null,
  auth: { type: 'key', privateKey: key.privateKey },
  docker: { enabled: true, mode: 'auto', command: 'docker' },
  fingerprint: hostKey.fingerprint,
});

/** The API for SSH hosts. */
function hostsOf({ url }: TestServer, { token }: SignedIn) {
  const call = async (method: string, path: string, body?: SshHostBody) => {
    const response = await fetch(`${url}/api/ssh/hosts${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} answered ${response.status}`);
    return response;
  };
  return {
    save: async (body: SshHostBody) => (await (await call('POST', '', body)).json()) as SshHost,
    remove: (id: string) => call('DELETE', `/${id}`),
  };
}
