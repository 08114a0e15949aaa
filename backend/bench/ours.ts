import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { syntheticReport } from './reports.ts';
import { builtMain, start, startOptions, temporaryFolder, type Running } from './measure.ts';

export const AGENT_TOKEN = 'agent-token-of-the-bench';

export interface Ours extends Running {
  dataDir: string;
  /** Creates the first admin. @returns a Bearer token */
  signIn(): Promise<string>;
  /** Ends it and starts it again, on the same data. @returns its new address */
  restart(): Promise<string>;
  /** Posts one 60-container report for each of `hosts` hosts. */
  fill(hosts: number): Promise<void>;
}

/** The built server, in a data directory of its own that goes with it. */
export async function startOurs(env: Record<string, string> = {}): Promise<Ours> {
  const folder = temporaryFolder();
  const settings = {
    ARCHNEST_DATA_DIR: folder.path,
    ARCHNEST_AGENT_TOKEN: AGENT_TOKEN,
    ARCHNEST_LOG_LEVEL: 'warn',
  };
  const begin = () => start(builtMain, { ...settings, ...env }, startOptions());
  let running = await begin();
  return {
    ...running,
    dataDir: folder.path,
    signIn: () => signIn(running.url, folder.path),
    fill: (hosts) => fill(running.url, hosts),
    restart: async () => {
      await running.stop();
      running = await begin();
      return running.url;
    },
    stop: async () => {
      await running.stop();
      folder.remove();
    },
  };
}

async function signIn(url: string, dataDir: string): Promise<string> {
  const setupToken = readFileSync(join(dataDir, 'setup-token'), 'utf8').trim();
  const response = await fetch(`${url}/api/auth/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ setupToken, username: 'bench', password: 'bench password' }),
  });
  if (response.status !== 201) throw new Error(`setup answered ${response.status}`);
  return ((await response.json()) as { token: string }).token;
}

async function fill(url: string, hosts: number): Promise<void> {
  for (let first = 0; first < hosts; first += 10) {
    const batch = Array.from({ length: Math.min(10, hosts - first) }, async (_, index) => {
      const response = await fetch(`${url}/api/agents/docker/report`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${AGENT_TOKEN}` },
        body: JSON.stringify(syntheticReport(`vm-${first + index}`)),
      });
      if (response.status !== 200) throw new Error(`a report was answered ${response.status}`);
      await response.text();
    });
    await Promise.all(batch);
  }
}
