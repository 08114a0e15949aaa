import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { ADMIN, temporaryFolder } from './kit.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The server as a process that logs all it can, with its first admin signed in. It keeps all that it answers. */
export async function tracedServer(env: Record<string, string> = {}) {
  const dataDir = temporaryFolder();
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      ARCHNEST_PORT: '0',
      ARCHNEST_DATA_DIR: dataDir,
      ARCHNEST_LOG_LEVEL: 'trace',
      ...env,
    },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (log += data.toString()));
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await expect.poll(() => log, { timeout: 20_000 }).toContain('"msg":"ArchNest is ready"');
  const url = /"url":"([^"]+)"/.exec(log)?.[1] ?? '';
  const setupToken = /\/setup#token=(\S+)/.exec(log)?.[1];
  const said: string[] = [];
  /** @param body a text goes out as it is, anything else as JSON */
  const ask = async (method: string, path: string, body?: unknown, token = '') => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    said.push(JSON.stringify([...response.headers]), text);
    return {
      status: response.status,
      // A test knows what it asked for.
      // oxlint-disable-next-line typescript/no-explicit-any
      body: (text ? JSON.parse(text) : undefined) as any,
    };
  };
  const admin: string = (await ask('POST', '/api/auth/setup', { setupToken, ...ADMIN })).body.token;
  return { ask, admin, said, dataDir, log: () => log };
}
