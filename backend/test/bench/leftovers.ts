import { readdir, readFile } from 'node:fs/promises';

/** In the environment of every process of a run, so that also one that left its group is found. */
export const RUN_MARK = 'ARCHNEST_TEST_RUN';

/** Caches that Node and Playwright keep in the temporary folder for good. They hold nothing of a test. */
const CACHES = /^(node-compile-cache|playwright-transform-cache-\d+)$/;

export interface Leftover {
  pid: number;
  command: string;
}

/** Processes that carry the mark. A zombie has no environment any more and is nobody's fault here. */
export async function processesOf(run: string): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (!environment.split('\0').includes(`${RUN_MARK}=${run}`)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    found.push({ pid, command: command.replaceAll('\0', ' ').trim().slice(0, 160) });
  }
  return found;
}

/** Waits up to five seconds for the processes of a run to be gone; returns those that are not. */
export async function waitForProcesses(run: string): Promise<Leftover[]> {
  let left = await processesOf(run);
  for (let i = 0; i < 25 && left.length; i++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    left = await processesOf(run);
  }
  return left;
}

export function killAll(processes: Leftover[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended since.
    }
  }
}

/** What is left in the temporary folder of a run. */
export async function filesLeft(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => !CACHES.test(name));
}
