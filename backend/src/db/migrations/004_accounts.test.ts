import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/kit.ts';
import { SessionService } from '../../auth/sessions.ts';
import { openDatabase } from '../open.ts';
import { Sessions } from '../sessions.ts';
import { Users } from '../users.ts';
import * as initial from './001_initial.ts';
import * as enginesAndAudit from './002_engine_hosts_and_audit.ts';
import * as sshHosts from './003_ssh_hosts.ts';

const HOUR_MS = 3_600_000;

/** A database as the version before left it: an admin with two sessions, of which one has ended. */
async function versionBefore(folder: string, username: string, key: string): Promise<void> {
  const sqlite = new BetterSqlite(join(folder, 'archnest.db'));
  sqlite.pragma(`application_id = ${0x4172634e}`);
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) });
  const migrations = {
    '001_initial': initial,
    '002_engine_hosts_and_audit': enginesAndAudit,
    '003_ssh_hosts': sshHosts,
  };
  const provider = { getMigrations: () => Promise.resolve(migrations) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error) throw error;
  sqlite.prepare("insert into users values (7, ?, ?, 'hash', 'admin', 1, 1)").run(username, key);
  const now = Date.now();
  const session = sqlite.prepare("insert into sessions values (?, 7, ?, ?, ?, 'browser', '::1')");
  session.run('live', now - HOUR_MS, now - 1_000, now + HOUR_MS);
  session.run('over', now - 2 * HOUR_MS, now - 2 * HOUR_MS, now - HOUR_MS);
  await db.destroy();
}

async function migrated(username: string, key: string) {
  const folder = temporaryFolder();
  await versionBefore(folder, username, key);
  const { db, close } = await openDatabase(folder);
  onTestFinished(close);
  return { db, users: new Users(db), sessions: new SessionService(new Sessions(db)) };
}

it('keeps users and sessions: nobody is signed out, and nobody has to change a password', async () => {
  const { users, sessions } = await migrated('Ada', 'ada');
  expect(await users.find(7)).toMatchObject({
    username: 'Ada',
    password_hash: 'hash',
    active: 1,
    name: null,
    appearance: null,
    must_change_password: 0,
  });
  expect((await users.find(7))?.last_seen_at).toBeGreaterThan(Date.now() - HOUR_MS);
  expect(await sessions.find('live')).toMatchObject({
    mustChangePassword: false,
    user: { id: 7, role: 'admin' },
  });
  expect(await sessions.find('over')).toBeUndefined();
});

it('lets whoever has a name that is looked up otherwise by now sign in as before', async () => {
  const { users } = await migrated('Straße', 'straße');
  expect(await users.findByName('straße')).toMatchObject({ id: 7 });
  expect(await users.findByName('STRASSE')).toMatchObject({ id: 7 });
});

it('takes nothing but 0 and 1 for the flag', async () => {
  const { db } = await migrated('Ada', 'ada');
  const set = db.updateTable('users').set({ must_change_password: 2 }).execute();
  await expect(set).rejects.toThrow(/CHECK/);
});
