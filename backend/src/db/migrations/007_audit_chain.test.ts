import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/kit.ts';
import { AuditVerifier } from '../../auth/auditChain.ts';
import { AuditEntries } from '../audit.ts';
import { openDatabase } from '../open.ts';
import { migrations } from './index.ts';

/** A database with so many entries, and a gap in their ids, as the version before the chain had it. */
async function versionBefore(folder: string, count: number): Promise<void> {
  const sqlite = new BetterSqlite(join(folder, 'archnest.db'));
  sqlite.pragma(`application_id = ${0x4172634e}`);
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) });
  const before: Record<string, Migration> = Object.fromEntries(
    Object.entries(migrations).filter(([name]) => name < '007'),
  );
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(before) },
  }).migrateToLatest();
  if (error) throw error;
  const insert = sqlite.prepare(
    "insert into audit_log (at, actor, action, outcome) values (?, 'ada', 'host.create', 'ok')",
  );
  for (let at = 1; at <= count; at++) insert.run(at);
  sqlite.exec('delete from audit_log where id in (2, 3)');
  await db.destroy();
}

async function opened(count: number) {
  const folder = temporaryFolder();
  await versionBefore(folder, count);
  const { db, close } = await openDatabase(folder);
  onTestFinished(close);
  const entries = new AuditEntries(db, randomBytes(32));
  return { db, entries, verifier: new AuditVerifier(entries) };
}

it('keeps the entries of before, chains them as they are and says so', async () => {
  const { entries, verifier } = await opened(700);
  await entries.append({ at: 1_000, action: 'host.delete', outcome: 'ok' });
  const { items } = await entries.page({});
  expect(items.slice(0, 3)).toMatchObject([
    { id: 702, action: 'host.delete' },
    { id: 701, action: 'audit.chain', actor: null, details: { entries: 698 } },
    { id: 700, actor: 'ada', action: 'host.create' },
  ]);
  expect(await verifier.verify()).toMatchObject({ ok: true, checked: 700 });
});

it('begins without an entry where there was none', async () => {
  const { entries, verifier } = await opened(0);
  expect(await verifier.verify()).toMatchObject({ ok: true, checked: 0 });
  expect((await entries.page({})).items).toEqual([]);
});

it('chains nothing anew when the record of the chain was taken away', async () => {
  const { db, entries, verifier } = await opened(10);
  await entries.append({ at: 1_000, action: 'host.delete', outcome: 'ok' });
  await db.deleteFrom('audit_chain').execute();
  await db.deleteFrom('audit_log').where('id', '=', 7).execute();
  await entries.append({ at: 1_001, action: 'host.delete', outcome: 'ok' });
  expect(await verifier.verify()).toMatchObject({ ok: false, brokenAt: 8 });
});
