import { Agent, request, type RequestOptions } from 'node:http';
import { startDocker, TEST_IMAGE, type TestDocker } from '../test/bench/dockerd.ts';
import { startOurs, type Ours } from './ours.ts';

const AT_ONCE = 4;

/** A private daemon with containers that sleep. */
export async function startSleepers(count: number): Promise<TestDocker> {
  const docker = await startDocker();
  await addSleepers(docker, count);
  return docker;
}

export async function addSleepers(docker: TestDocker, count: number): Promise<void> {
  const labels = ['--label', 'com.docker.compose.project=shop', '--label', 'owner=bench'];
  const run = () =>
    docker.docker([
      'run',
      '-d',
      '--stop-timeout',
      '1',
      '-e',
      'TZ=UTC',
      ...labels,
      TEST_IMAGE,
      'sleep',
      '100000',
    ]);
  for (let made = 0; made < count; made += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - made) }, run));
}

export interface OursWithEngine extends Ours {
  token: string;
  /** Adds a host. @returns its id */
  addHost(name: string, endpoint: string): Promise<string>;
}

/** The server, signed in. */
export async function startWithToken(env: Record<string, string> = {}): Promise<OursWithEngine> {
  const ours = await startOurs(env);
  const token = await ours.signIn();
  return {
    ...ours,
    token,
    addHost: async (name, endpoint) => {
      const response = await fetch(`${ours.url}/api/docker/hosts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ name, endpoint }),
      });
      if (response.status !== 201) throw new Error(`adding a host answered ${response.status}`);
      return ((await response.json()) as { id: string }).id;
    },
  };
}

/** One kept-alive connection, the same client for ours and for the floor. */
export function getter(options: RequestOptions) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = () =>
    new Promise<number>((resolve, reject) => {
      const began = performance.now();
      request({ ...options, agent }, (response) => {
        response.on('data', () => undefined);
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200) resolve(performance.now() - began);
          else reject(new Error(`${options.path} answered ${response.statusCode}`));
        });
      })
        .on('error', reject)
        .end();
    });
  return {
    /** Milliseconds to the last byte. */
    get,
    close: () => {
      agent.destroy();
    },
  };
}

/** The path of a daemon's unix socket. */
export const socketOf = (docker: TestDocker) => docker.host.slice('unix://'.length);
