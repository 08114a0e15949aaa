import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface DataSizes {
  databaseBytes: number;
  dataDirBytes: number;
}

const KEPT_FOR_MS = 60_000;

/** How much the server stores, looked up at most once a minute however many ask. */
export class DataDirectory {
  readonly #path: string;
  #sizes: Promise<DataSizes> | undefined;
  #readAt = -Infinity;

  constructor(path: string) {
    this.#path = path;
  }

  sizes(): Promise<DataSizes> {
    const now = performance.now();
    if (!this.#sizes || now - this.#readAt > KEPT_FOR_MS) {
      this.#readAt = now;
      this.#sizes = sizesIn(this.#path);
    }
    return this.#sizes;
  }
}

async function sizesIn(folder: string): Promise<DataSizes> {
  const sizes = { databaseBytes: 0, dataDirBytes: 0 };
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const size = await sizeOf(join(entry.parentPath, entry.name));
    sizes.dataDirBytes += size;
    if (/^archnest\.db(-wal|-shm)?$/.test(entry.name) && entry.parentPath === folder)
      sizes.databaseBytes += size;
  }
  return sizes;
}

/** A journal may be gone by the time it is looked at. */
const sizeOf = (path: string): Promise<number> =>
  lstat(path).then(
    ({ size }) => size,
    () => 0,
  );
