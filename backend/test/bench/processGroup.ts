import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds between asking a group to end and ending it. */
const GRACE = 5_000;

const running = new Set<ChildProcess>();

export interface GroupOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Milliseconds; the whole group is ended afterwards. */
  limit?: number;
}

/**
 * Runs a command in a process group of its own, with our output, and returns its exit code (128 for
 * a signal). What it left running in its group ends with it.
 */
export async function runGroup(
  [file = '', ...args]: string[],
  { limit, ...options }: GroupOptions = {},
): Promise<number> {
  const child = spawn(file, args, {
    ...options,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  running.add(child);
  const timer = limit ? setTimeout(() => void endGroup(child), limit) : undefined;
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 128;
  } finally {
    clearTimeout(timer);
    running.delete(child);
    signalGroup(child, 'SIGKILL');
  }
}

/** Ends every group that is still running. */
export async function endAllGroups(): Promise<void> {
  await Promise.all([...running].map(endGroup));
}

async function endGroup(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE);
  await gone;
  clearTimeout(timer);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // The group is gone.
  }
}
