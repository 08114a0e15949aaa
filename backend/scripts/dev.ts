/** `npm run dev`: the server and the page, each reloading when its source changes, ended together. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../..');
const PAGE_PORT = 5173;
/** Vite answers under this name, and the page's own origin must be the one that the server expects. */
const URL_OF_PAGE = `http://127.0.0.1:${PAGE_PORT}`;

const env = {
  ...process.env,
  PATH: [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
  ARCHNEST_PUBLIC_URL: process.env['ARCHNEST_PUBLIC_URL'] ?? URL_OF_PAGE,
  FORCE_COLOR: process.env['FORCE_COLOR'] ?? (process.stdout.isTTY ? '1' : '0'),
};

/** A process group of its own: `node --watch` has a child that must end with it. */
function start(name: string, command: string, args: string[]): ChildProcess {
  const child = spawn(command, args, {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      console.log(`${name.padEnd(6)} | ${line}`);
    });
  }
  child.on('error', (error) => console.error(`${name.padEnd(6)} | ${error.message}`));
  return child;
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // It is gone.
  }
}

const envFile = join(ROOT, '.env');
const settings = existsSync(envFile) ? [`--env-file=${envFile}`] : [];
const children = [
  start('server', process.execPath, [...settings, '--watch', 'backend/src/main.ts']),
  start('page', 'vite', [
    'frontend',
    '--host',
    '127.0.0.1',
    '--port',
    String(PAGE_PORT),
    '--strictPort',
  ]),
];
console.log(`open ${URL_OF_PAGE}`);

const asked = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => resolve());
});
const ended = children.map((child) => once(child, 'exit'));
await Promise.race([asked, ...ended]);
for (const child of children) end(child, 'SIGTERM');
const tooLong = setTimeout(() => children.forEach((child) => end(child, 'SIGKILL')), 12_000);
await Promise.all(ended);
clearTimeout(tooLong);
