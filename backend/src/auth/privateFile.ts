import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../errors.ts';

/** @returns the text of the file, `undefined` when there is none */
export function readPrivateFile(path: string): string | undefined {
  try {
    const value = readFileSync(path, 'utf8').trim();
    if (!value) throw new StartError(`${path} is empty: restore it from a backup`);
    return value;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof StartError) throw error;
    throw new StartError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Whole or not at all, and readable by the owner alone. */
export function writePrivateFile(path: string, value: string): void {
  const fresh = `${path}.new`;
  try {
    rmSync(fresh, { force: true });
    const file = openSync(fresh, 'wx', 0o600);
    writeSync(file, `${value}\n`);
    fsyncSync(file);
    closeSync(file);
    renameSync(fresh, path);
    // The name is on the disk only now: what is sealed with this key must not outlive it in a power cut.
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    throw new StartError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

export function removePrivateFile(path: string): void {
  rmSync(path, { force: true });
}
