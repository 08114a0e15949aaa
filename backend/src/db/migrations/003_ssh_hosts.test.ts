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
import type { Schema } from '../schema.ts';
import { Sealer } from '../sealed.ts';
import { SshHosts } from '../sshHosts.ts';
import * as initial from './001_initial.ts';
import * as enginesAndAudit from './002_engine_hosts_and_audit.ts';

const ENGINE = {
  name: 'NAS',
  endpoint: 'tcps://10.0.0.5:2376',
  tls: { ca: '-----BEGIN CERTIFICATE-----' },
};
const EVENT = { action: 'host.create', actor: 'ada', target: 'docker:1', outcome: 'ok' } as const;

/** A database as the version before left it, with a sealed value in it. */
async function versionBefore(folder: string, key: Buffer): Promise<void> {
  const sqlite = new BetterSqlite(join(folder, 'archnest.db'));
  sqlite.pragma(`application_id = ${0x4172634e}`);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) });
  const migrations = {
    '001_initial': initial,
    '002_engine_hosts_and_audit': enginesAndAudit,
  };
  const provider = { getMigrations: () => Promise.resolve(migrations) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error) throw error;
  await new EngineHosts(db, new Sealer(key)).insert(ENGINE);
  await db
    .insertInto('audit_log')
    .values({ at: 1, ...EVENT })
    .execute();
  await db.destroy();
}

it('keeps the hosts, their credentials and the audit of the version before, and takes SSH hosts', async () => {
  const folder = temporaryFolder();
  const key = randomBytes(32);
  await versionBefore(folder, key);
  const { db, close } = await openDatabase(folder);
  onTestFinished(close);
  const sealer = await Sealer.open(db, key);
  if (!sealer) throw new Error('the key does not open what was stored');
  expect(await new EngineHosts(db, sealer).all()).toEqual([{ id: 1, ...ENGINE, damaged: false }]);
  expect(await new AuditEntries(db, randomBytes(32)).page({})).toMatchObject({ items: [EVENT] });
  const hosts = new SshHosts(db, sealer);
  expect(await hosts.all()).toEqual([]);
  const saved = await hosts.insert({
    name: 'NAS',
    address: '10.0.0.5',
    port: 22,
    username: 'admin',
    jumpHostId: null,
    auth: { type: 'password', password: 'a password' },
    docker: { enabled: true, mode: 'auto', command: 'docker' },
  });
  expect(await hosts.all()).toEqual([saved]);
});

it('refuses a host that goes through one that is not there, whoever writes it', async () => {
  const { db, close } = await openDatabase(temporaryFolder());
  onTestFinished(close);
  const values = {
    name: 'NAS',
    name_key: 'nas',
    address: '10.0.0.5',
    port: 22,
    username: 'admin',
    auth_type: 'agent',
    jump_id: 7,
    docker_enabled: 1,
    docker_mode: 'auto',
    docker_command: 'docker',
    created_at: 1,
  } as const;
  const insert = (fields: object) =>
    db
      .insertInto('ssh_hosts')
      .values({ ...values, ...fields })
      .execute();
  await expect(insert({})).rejects.toThrow(/FOREIGN KEY/);
  await insert({ jump_id: null });
  await expect(insert({ jump_id: null, name: 'nas' })).rejects.toThrow(/UNIQUE/);
});
