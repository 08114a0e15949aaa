import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Median and 95th percentile of samples, in the unit of the row. */
export interface Spread {
  median: number;
  p95: number;
}

/** One line of the table: ours against the cheapest thing that could do the job, in the same run. */
export interface Result {
  row: number;
  name: string;
  unit: string;
  ours: Spread;
  floor: Spread | null;
  /** ours / floor of the medians. */
  ratio: number | null;
  aim: string;
  met: boolean;
}

export function spread(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { median: at(0.5) ?? NaN, p95: at(0.95) ?? NaN };
}

export const ratioOf = (ours: Spread, floor: Spread) => ours.median / floor.median;

export const backendRoot = fileURLToPath(new URL('..', import.meta.url));
export const builtMain = join(backendRoot, 'dist/main.js');

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'archnest-bench-'));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface Running {
  url: string;
  pid: number;
  /** Milliseconds from spawn to the first healthy answer. */
  readyAfterMs: number;
  stop(): Promise<void>;
}

/** Node's options in `npm start`: the bench starts the server as its users do. */
export function startOptions(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(backendRoot, '../package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start.split(' ').filter((word) => word.startsWith('--max-'));
}

/** Starts a Node program that listens on `PORT` (floors) or `ARCHNEST_PORT` (ours) and waits for its health. */
export async function start(
  file: string,
  env: Record<string, string> = {},
  options: string[] = [],
): Promise<Running> {
  const port = await freePort();
  const began = performance.now();
  const child: ChildProcess = spawn(process.execPath, [...options, file], {
    env: { PATH: process.env['PATH'], PORT: String(port), ARCHNEST_PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  while (!(await healthy(url))) {
    if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const readyAfterMs = performance.now() - began;
  return {
    url,
    pid: child.pid ?? 0,
    readyAfterMs,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const healthy = (url: string) =>
  fetch(`${url}/api/health`).then(
    async (response) => {
      await response.text();
      return response.ok;
    },
    () => false,
  );

/** Resident memory of a process, MB. */
export function residentMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1]) / 1024;
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
