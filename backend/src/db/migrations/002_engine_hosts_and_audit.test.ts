import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/kit.ts';
import { AuditEntries } from '../audit.ts';
import { EngineHosts } from '../engineHosts.ts';
import { openDatabase } from '../open.ts';
import { Sealer } from '../sealed.ts';
import * as initial from './001_initial.ts';

/** A database as the version before left it. */
async function firstVersion(folder: string): Promise<void> {
  const sqlite = new BetterSqlite(join(folder, 'archnest.db'));
  sqlite.pragma(`application_id = ${0x4172634e}`);
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) });
  const provider = { getMigrations: () => Promise.resolve({ '001_initial': initial }) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error) throw error;
  sqlite.exec(`
    insert into users values (7, 'Ada', 'ada', 'hash', 'admin', 1, 1);
    insert into sessions values ('s1', 7, 1, 2, 3, 'browser', '10.0.0.1');
    insert into agent_hosts values ('vm-1', 'docker01', '1', 1, 'then', 1, 2, 1, '{}');
    insert into agent_reports values ('vm-1', x'7b7d', 'identity')`);
  await db.destroy();
}

it('keeps all that the first version stored, and makes room for more', async () => {
  const folder = temporaryFolder();
  await firstVersion(folder);
  const { db, close } = await openDatabase(folder);
  onTestFinished(close);
  expect(await db.selectFrom('users').selectAll().execute()).toMatchObject([
    { id: 7, username: 'Ada', role: 'admin', password_hash: 'hash' },
  ]);
  expect(await db.selectFrom('sessions').selectAll().execute()).toMatchObject([{ id: 's1' }]);
  expect(await db.selectFrom('agent_hosts').selectAll().execute()).toMatchObject([
    { host_id: 'vm-1', container_count: 2 },
  ]);
  expect(await db.selectFrom('agent_reports').selectAll().execute()).toMatchObject([
    { host_id: 'vm-1', encoding: 'identity' },
  ]);
  const hosts = new EngineHosts(db, new Sealer(randomBytes(32)));
  await hosts.insert({ name: 'local', endpoint: 'unix:///var/run/docker.sock' });
  expect(await hosts.all()).toHaveLength(1);
  expect(await new AuditEntries(db, randomBytes(32)).page({})).toEqual({ items: [], cursor: null });
});
