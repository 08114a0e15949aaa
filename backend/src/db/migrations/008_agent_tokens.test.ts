import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/kit.ts';
import { AgentHosts } from '../agentHosts.ts';
import { AgentTokens } from '../agentTokens.ts';
import { Enrolments } from '../enrolments.ts';
import { openDatabase } from '../open.ts';
import * as initial from './001_initial.ts';
import * as enginesAndAudit from './002_engine_hosts_and_audit.ts';
import * as sshHosts from './003_ssh_hosts.ts';

/** A database with a host in it, as the version before any account had it. */
async function versionBefore(folder: string): Promise<void> {
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
  sqlite.exec("insert into agent_hosts values ('vm-1', 'docker01', '1', 1, 'then', 1, 2, 1, '[]')");
  await db.destroy();
}

const token = (name: string, created_at: number) => ({
  host_id: 'vm-1',
  digest: Buffer.from(name),
  hint: name,
  created_at,
  created_by: 'ada',
});

it('keeps the hosts that report, and makes room for their tokens', async () => {
  const folder = temporaryFolder();
  await versionBefore(folder);
  const { db, close } = await openDatabase(folder);
  onTestFinished(close);
  expect(await new AgentHosts(db).all()).toMatchObject([{ host_id: 'vm-1', container_count: 2 }]);
  const tokens = new AgentTokens(db);
  expect(await tokens.live(1)).toEqual([]);
  await tokens.rotate(token('one', 1), 100);
  await tokens.rotate(token('two', 2), 200);
  const hints = async (now: number) =>
    (await tokens.live(now)).map(({ hint, expires_at }) => [hint, expires_at]);
  const third = await tokens.rotate(token('three', 3), 300);
  // A later rotation lets nobody live longer.
  expect(third.map(({ hint, expires_at }) => [hint, expires_at])).toEqual([
    ['one', 200],
    ['two', 300],
    ['three', null],
  ]);
  expect(await hints(200)).toEqual([
    ['two', 300],
    ['three', null],
  ]);
});

it('gives one token for one code, and none when the token cannot be stored', async () => {
  const { db, close } = await openDatabase(temporaryFolder());
  onTestFinished(close);
  const [tokens, enrolments] = [new AgentTokens(db), new Enrolments(db)];
  const code = Buffer.from('code');
  const row = { digest: code, host_id: 'vm-1', created_at: 1, created_by: null, expires_at: 10 };
  await enrolments.insert(row);
  await tokens.rotate(token('one', 1), 100);
  await expect(enrolments.redeem(code, 5, token('one', 5), 100)).rejects.toThrow(/UNIQUE/);
  expect(await enrolments.find(code, 5)).toMatchObject({ host_id: 'vm-1' });
  expect(await enrolments.redeem(code, 10, token('two', 10), 100)).toBeUndefined();
  const bought = [1, 2].map((n) => enrolments.redeem(code, 5, token(`new ${n}`, 5), 100));
  expect((await Promise.all(bought)).filter(Boolean)).toHaveLength(1);
  expect((await tokens.live(6)).map(({ hint }) => hint)).toEqual(['one', 'new 1']);
});
