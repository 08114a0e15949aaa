import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { onTestFinished } from 'vitest';
import type { SshHostBody } from '../src/contract/index.ts';
import type { StoredSshHost } from '../src/db/sshHosts.ts';
import { Pool, type PoolOptions } from '../src/ssh/pool.ts';
import { SshRemote } from '../src/ssh/sshRemote.ts';
import { evilSshd, type EvilSshd } from './bench/evilSshd.ts';
import { fakeDaemon, type FakeDaemon } from './bench/fakeDaemon.ts';

export const SECRET = 'open sesame 1001';

let names = 0;

/** An evil server as a host, its host key confirmed. Without Docker: only the way there is tried. */
export const evilBody = (evil: EvilSshd, rest: Partial<SshHostBody> = {}): SshHostBody => ({
  name: `evil ${++names}`,
  address: '127.0.0.1',
  port: evil.port,
  username: 'ali',
  jumpHostId: null,
  auth: { type: 'password', password: SECRET },
  docker: { enabled: false, mode: 'auto', command: 'docker' },
  fingerprint: evil.fingerprint,
  ...rest,
});

/** The same with Docker, which is looked for. */
export const withDocker = (evil: EvilSshd, rest: Partial<SshHostBody> = {}): SshHostBody =>
  evilBody(evil, { docker: { enabled: true, mode: 'auto', command: 'docker' }, ...rest });

export interface Reached {
  host: StoredSshHost;
  pool: Pool;
  remote: SshRemote;
}

/** Connections to an evil server, and to none before it; gone with the test. */
export function reach(
  evil: EvilSshd,
  options: Partial<PoolOptions> = {},
  row: Partial<StoredSshHost> = {},
): Reached {
  const { name, address, port, username, auth } = evilBody(evil);
  const host: StoredSshHost = {
    id: 1,
    name,
    address,
    port,
    username,
    auth,
    authType: auth.type,
    damaged: false,
    jumpId: null,
    pin: { fingerprint: evil.fingerprint, keyType: null },
    docker: { enabled: true, mode: 'auto', command: 'docker' },
    way: null,
    ...row,
  };
  const pool = new Pool({
    host: () => host,
    lookup: () => undefined,
    poolOf: () => undefined,
    agentSocket: null,
    ...options,
  });
  onTestFinished(() => {
    pool.close();
  });
  return { host, pool, remote: new SshRemote(pool) };
}

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Bytes that are really in use, now. */
function inUse(): number {
  // What the first finds is given back by the second.
  for (let round = 0; round < 2; round++) if (typeof collect === 'function') collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** How much more memory is in use at the most while `work` is done, in MB. */
export async function growth(work: () => Promise<unknown>): Promise<number> {
  const before = inUse();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, inUse());
  }, 100);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return (Math.max(most, inUse()) - before) / 2 ** 20;
}

/** A machine whose sshd and whose Docker are as they should be; Docker has nothing in it. */
export async function healthyDocker(): Promise<{
  evil: EvilSshd;
  docker: FakeDaemon;
  body: SshHostBody;
}> {
  const docker = await fakeDaemon();
  onTestFinished(docker.close);
  const evil = await evilSshd({ env: { DOCKER_HOST: docker.endpoint } });
  return { evil, docker, body: withDocker(evil) };
}
