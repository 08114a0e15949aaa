import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killAll, processesOf } from './leftovers.ts';

const PREFIX = 'archnest-run-';

export interface RunFolder {
  folder: string;
  /** The temporary folder of everything in the run: what is in it at the end was left behind. */
  temporary: string;
  reports: string;
  /** Names the run in the environment of its processes. */
  run: string;
}

export function makeRunFolder(): RunFolder {
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, 'pid'), String(process.pid));
  const temporary = join(folder, 'tmp');
  const reports = join(folder, 'reports');
  mkdirSync(temporary);
  mkdirSync(reports);
  return { folder, temporary, reports, run: runOf(folder) };
}

const runOf = (folder: string) => folder.slice(folder.lastIndexOf('-') + 1);

/**
 * Ends what an earlier run left that got SIGKILL: its daemon went with it, but a test runner goes
 * on to its end, and the folder stays.
 */
export async function endDeadRuns(): Promise<void> {
  for (const folder of globSync(join(tmpdir(), `${PREFIX}*`))) {
    if (isRunning(folder)) continue;
    killAll(await processesOf(runOf(folder)));
    // Another user's folder is not ours to remove.
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      continue;
    }
  }
}

function isRunning(folder: string): boolean {
  try {
    return process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // No pid yet: the folder of a run that is starting at this moment.
    return code === 'EPERM' || (code === 'ENOENT' && !hasContent(folder));
  }
}

const hasContent = (folder: string) => globSync(join(folder, '*')).length > 0;
