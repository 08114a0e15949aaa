import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import type { TestServer } from './kit.ts';

/** Changes the database as nobody of the server's process would hear of. @returns how many rows were changed */
export function sql(server: Pick<TestServer, 'dataDir'>, text: string, ...values: unknown[]) {
  const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
  try {
    return db.prepare(text).run(...values).changes;
  } finally {
    db.close();
  }
}

/** All that lies in the data directory, byte by byte. */
export const diskOf = ({ dataDir }: Pick<TestServer, 'dataDir'>): string =>
  readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('');
