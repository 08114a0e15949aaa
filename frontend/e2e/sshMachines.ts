import type { SshHost, SshHostBody } from '../../backend/src/contract/index.ts';
import type { SignedIn, TestServer } from '../../backend/test/bench/server.ts';
import {
  startSshd,
  type AccountName,
  type SshdOptions,
  type TestSshd,
} from '../../backend/test/bench/sshd.ts';
import { expect, test as base, type Box } from './boxes.ts';

export { expect };

type Section = 'logs' | 'shell';

interface Fixtures {
  /** Starts a machine with nothing but sshd in front of the worker's daemon; gone with the test. */
  startMachine(options?: SshdOptions): Promise<TestSshd>;
  /** One of them. */
  machine: TestSshd;
  /** Saves a host through the API. */
  save(body: SshHostBody): Promise<SshHost>;
  /** Opens a container's tab as the container of this host. */
  openOn(host: SshHost, box: Box, section?: Section): Promise<void>;
}

export const test = base.extend<Fixtures>({
  startMachine: async ({ docker }, use) => {
    const started: TestSshd[] = [];
    await use(async (options = { docker: { host: docker.host } }) => {
      const machine = await startSshd(options);
      started.push(machine);
      return machine;
    });
    for (const machine of started) await machine.stop();
  },

  machine: async ({ startMachine }, use) => {
    await use(await startMachine());
  },

  save: async ({ server, admin }, use) => {
    await use((body) => saveHost(server, admin, body));
  },

  openOn: async ({ server, view }, use) => {
    await use(async ({ key }, { id }, section) => {
      const tab = `${key}/${id.slice(0, 12)}`;
      const tabs = section ? `${tab}/${section}` : tab;
      await view.goto(`${server.url}/containers?tabs=${tabs}&tab=${tab}`);
    });
  },
});

/** An account of a machine as the API takes a host: by its key, and with its host key confirmed. */
export const hostOn = (
  { port, key, hostKey, user }: TestSshd,
  name: string,
  account: AccountName = 'admin',
): SshHostBody => ({
  name,
  address: '127.0.0.1',
  port,
  username: user(account).name,
  jumpHostId: null,
  auth: { type: 'key', privateKey: key.privateKey },
  docker: { enabled: true, mode: 'auto', command: 'docker' },
  fingerprint: hostKey.fingerprint,
});

/** The same, only to be gone through. */
export const jumpOn = (machine: TestSshd, name: string): SshHostBody => ({
  ...hostOn(machine, name, 'plain'),
  docker: { enabled: false, mode: 'auto', command: 'docker' },
});

async function saveHost(server: TestServer, { token }: SignedIn, body: SshHostBody) {
  const response = await fetch(`${server.url}/api/ssh/hosts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as SshHost;
}

/** What `ssh-keygen -lf` prints on the console of a machine. */
export const printed = ({ hostKey: { fingerprint } }: TestSshd) =>
  `256 ${fingerprint} root@machine (ED25519)`;
