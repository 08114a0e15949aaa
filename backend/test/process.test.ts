import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ADMIN, AGENT_TOKEN, aReport, temporaryFolder } from './kit.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Run {
  child: ChildProcess;
  /** What it has printed so far, both streams. */
  output(): string;
  /** Its exit code. */
  exit: Promise<number | null>;
}

function start(env: Record<string, string>, nodeArguments: string[] = []): Run {
  const child = spawn(process.execPath, [...nodeArguments, main], {
    env: { PATH: process.env['PATH'], ARCHNEST_PORT: '0', ...env },
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return { child, output: () => output, exit };
}

/** Starts a server and waits until it answers. */
async function startReady(dataDir: string): Promise<Run & { url: string }> {
  const run = start({ ARCHNEST_DATA_DIR: dataDir, ARCHNEST_AGENT_TOKEN: AGENT_TOKEN });
  await expect.poll(run.output, { timeout: 20_000 }).toContain('"msg":"ArchNest is ready"');
  const url = /"url":"([^"]+)"/.exec(run.output())?.[1] ?? '';
  return { ...run, url };
}

const send = (url: string, path: string, token: string | undefined, body?: object) =>
  fetch(url + path, {
    method: body ? 'POST' : 'GET',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

describe('the process', () => {
  it('prints one ready URL at the first start, keeps what it acknowledged through kill -9, and asks no second time', async () => {
    const dataDir = temporaryFolder();
    const first = await startReady(dataDir);
    const lines = first.output().match(/^First start: .*$/gm) ?? [];
    expect(lines).toHaveLength(1);
    const setupToken = /\/setup#token=(\S+)/.exec(lines[0] ?? '')?.[1];
    const setup = await send(first.url, '/api/auth/setup', undefined, { setupToken, ...ADMIN });
    expect(setup.status).toBe(201);
    const report = await send(first.url, '/api/agents/docker/report', AGENT_TOKEN, aReport());
    expect(report.status).toBe(200);
    first.child.kill('SIGKILL');
    await first.exit;

    const second = await startReady(dataDir);
    expect(second.output()).not.toContain('First start');
    const login = await send(second.url, '/api/auth/login', undefined, ADMIN);
    const { token } = (await login.json()) as { token: string };
    const path = '/api/agents/docker/hosts/vm-1/containers';
    const containers = await (await send(second.url, path, token)).json();
    expect(containers).toMatchObject([{ name: 'web' }]);
  });

  it('stops cleanly on SIGTERM, with a request in the air answered', async () => {
    const run = await startReady(temporaryFolder());
    const inTheAir = send(run.url, '/api/agents/docker/report', AGENT_TOKEN, aReport());
    await send(run.url, '/api/health', undefined);
    run.child.kill('SIGTERM');
    expect((await inTheAir).status).toBe(200);
    expect(await run.exit).toBe(0);
  });

  it('writes no secret to its log, at any level', async () => {
    const dataDir = temporaryFolder();
    const run = start({
      ARCHNEST_DATA_DIR: dataDir,
      ARCHNEST_AGENT_TOKEN: AGENT_TOKEN,
      ARCHNEST_LOG_LEVEL: 'trace',
    });
    await expect.poll(run.output, { timeout: 20_000 }).toContain('is ready');
    const url = /"url":"([^"]+)"/.exec(run.output())?.[1] ?? '';
    await send(url, '/api/auth/login?token=canary-url', 'canary-bearer', {
      username: 'ada',
      password: 'canary-password',
    });
    await send(url, '/api/agents/docker/report', AGENT_TOKEN, { hostId: 'canary/body' });
    await expect.poll(run.output).toContain('/api/agents/docker/report');
    expect(run.output()).not.toMatch(new RegExp(`canary|${AGENT_TOKEN}`));
  });
});

describe('a start that cannot be', () => {
  const oneLine = (run: Run) => run.output().trim().split('\n');

  it('says in one line that the configuration is malformed', async () => {
    const run = start({ ARCHNEST_PORT: 'http', ARCHNEST_DATA_DIR: temporaryFolder() });
    expect(await run.exit).toBe(1);
    expect(oneLine(run)).toEqual([expect.stringMatching(/^archnest: ARCHNEST_PORT /)]);
  });

  it('says that the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    const run = start({ ARCHNEST_PORT: String(port), ARCHNEST_DATA_DIR: temporaryFolder() });
    expect(await run.exit).toBe(1);
    expect(run.output()).toMatch(new RegExp(`^archnest: port ${port} on 127.0.0.1 is in use`, 'm'));
  });

  it('says that the data directory cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const run = start({ ARCHNEST_DATA_DIR: join(file, 'data') });
    expect(await run.exit).toBe(1);
    expect(oneLine(run)).toEqual([
      expect.stringMatching(/^archnest: the data directory .* is not writable/),
    ]);
  });

  it('says that the database is corrupt, and does not open setup', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'archnest.db'), 'x'.repeat(10_000));
    const run = start({ ARCHNEST_DATA_DIR: dataDir });
    expect(await run.exit).toBe(1);
    expect(oneLine(run)).toEqual([
      expect.stringMatching(/^archnest: the database .* cannot be used/),
    ]);
  });

  it('says that Node is too old, before anything can crash on it', async () => {
    const pretend =
      "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})";
    const run = start({ ARCHNEST_DATA_DIR: temporaryFolder() }, ['--import', pretend]);
    expect(await run.exit).toBe(1);
    expect(oneLine(run)).toEqual([
      expect.stringMatching(/^archnest: this is Node 20\.20\.2, and ArchNest needs 24/),
    ]);
  });
});
