import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import {
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type SqliteDialectConfig,
} from 'kysely';
import { Migrator } from 'kysely/migration';
import { StartError } from '../errors.ts';
import { migrations } from './migrations/index.ts';
import type { Database, Schema } from './schema.ts';

/** Written into the file's header, so that somebody else's SQLite file is told from ours. */
const APPLICATION_ID = 0x4172634e;

export interface OpenDatabase {
  db: Database;
  /** Ends all work on the file and gives up the data directory. */
  close(): Promise<void>;
}

/**
 * Opens `<dataDir>/archnest.db`, made and migrated when there is none, and holds the directory for this process.
 * @throws StartError when the directory cannot be used, is in use, or the file is corrupt, foreign or newer
 */
export async function openDatabase(dataDir: string): Promise<OpenDatabase> {
  useDirectory(dataDir);
  const lock = lockDirectory(dataDir);
  try {
    const file = join(dataDir, 'archnest.db');
    if (!existsSync(file)) await create(dataDir, file);
    const sqlite = openExisting(file);
    const db = kysely(sqlite);
    await migrate(db, file);
    assertDurable(sqlite);
    return {
      db,
      close: async () => {
        await db.destroy();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    if (error instanceof StartError) throw error;
    throw new StartError(`the data directory ${dataDir} cannot be used (${reasonOf(error)})`);
  }
}

function useDirectory(dataDir: string): void {
  const probe = join(dataDir, '.write-test');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    closeSync(openSync(probe, 'w', 0o600));
    rmSync(probe);
  } catch (error) {
    throw new StartError(
      `the data directory ${dataDir} is not writable (${reasonOf(error)}): set ARCHNEST_DATA_DIR or its owner`,
    );
  }
}

/**
 * A second server on the same file would hand out seats and setup twice. SQLite's own lock ends with the
 * process however that dies, which a pid file does not.
 */
function lockDirectory(dataDir: string): BetterSqlite.Database {
  let lock: BetterSqlite.Database | undefined;
  try {
    lock = new BetterSqlite(join(dataDir, 'archnest.lock'), { timeout: 0 });
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock?.close();
    if (reasonOf(error).startsWith('SQLITE_BUSY'))
      throw new StartError(`the data directory ${dataDir} is in use by another ArchNest server`);
    throw new StartError(`the data directory ${dataDir} cannot be locked (${reasonOf(error)})`);
  }
}

/**
 * The file appears under its name only when it is complete. So an empty or torn `archnest.db` is always
 * damage and never a first start, which would reopen setup to whoever comes first.
 */
async function create(dataDir: string, file: string): Promise<void> {
  if (existsSync(`${file}-wal`))
    throw new StartError(`${file} is missing but its log ${file}-wal is there: restore both`);
  const fresh = `${file}.new`;
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(fresh + suffix, { force: true });
  closeSync(openSync(fresh, 'wx', 0o600));
  const sqlite = new BetterSqlite(fresh);
  sqlite.pragma(`application_id = ${APPLICATION_ID}`);
  sqlite.pragma('synchronous = full');
  const db = kysely(sqlite);
  await migrate(db, file);
  await db.destroy();
  renameSync(fresh, file);
  const directory = openSync(dataDir, 'r');
  fsyncSync(directory);
  closeSync(directory);
}

function openExisting(file: string): BetterSqlite.Database {
  let sqlite: BetterSqlite.Database | undefined;
  try {
    if (statSync(file).size === 0) throw new Error('the file is empty');
    sqlite = new BetterSqlite(file, { fileMustExist: true });
    if (sqlite.pragma('application_id', { simple: true }) !== APPLICATION_ID)
      throw new Error('the file is not an ArchNest database');
    sqlite.pragma('journal_mode = wal');
    // better-sqlite3 is built with NORMAL as the default in WAL mode: a power cut would lose acknowledged rows.
    sqlite.pragma('synchronous = full');
    sqlite.pragma('foreign_keys = on');
    // KiB. Most of the file is reports, which are seldom read again: the 16 MB of the default would be full of them.
    sqlite.pragma('cache_size = -4096');
    checkTables(sqlite);
    return sqlite;
  } catch (error) {
    sqlite?.close();
    throw new StartError(
      `the database ${file} cannot be used (${reasonOf(error)}): restore a backup, or move it away to start afresh`,
    );
  }
}

/** Everything but the reports, which the next push replaces and which would cost seconds at 1,000 hosts. */
function checkTables(sqlite: BetterSqlite.Database): void {
  const tables = sqlite
    .prepare("select name from sqlite_schema where type = 'table' and name != 'agent_reports'")
    .pluck()
    .all() as string[];
  for (const table of tables) {
    const found = sqlite.pragma(`quick_check('${table.replaceAll("'", "''")}')`, { simple: true });
    if (found !== 'ok') throw new Error(`damaged: ${String(found).split('\n')[0]}`);
  }
}

/** @throws StartError when the file was written by a newer ArchNest; it is then left as it is */
async function migrate(db: Database, file: string): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const executed = (await migrator.getMigrations()).filter((migration) => migration.executedAt);
  const newer = await newerMigration(db);
  if (newer)
    throw new StartError(
      `the database ${file} was written by a newer ArchNest (${newer}): update ArchNest`,
    );
  if (executed.length === Object.keys(migrations).length) return;
  const { error } = await migrator.migrateToLatest();
  if (error)
    throw new StartError(`the database ${file} could not be migrated (${reasonOf(error)})`);
}

async function newerMigration(db: Database): Promise<string | undefined> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return undefined;
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  return rows.find((row) => !(row.name in migrations))?.name;
}

function assertDurable(sqlite: BetterSqlite.Database): void {
  // After the first write, because that is when the WAL default would have come back.
  sqlite.pragma(`user_version = ${Number(sqlite.pragma('user_version', { simple: true })) + 1}`);
  if (sqlite.pragma('synchronous', { simple: true }) !== 2)
    throw new StartError(
      'SQLite did not keep synchronous=FULL: acknowledged data would not be safe',
    );
}

/** When the disk is full SQLite rolls back by itself, and a second rollback would hide that reason. */
class Driver extends SqliteDriver {
  readonly #sqlite: BetterSqlite.Database;

  constructor(config: SqliteDialectConfig, sqlite: BetterSqlite.Database) {
    super(config);
    this.#sqlite = sqlite;
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#sqlite.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** SQLite runs DDL inside a transaction, so a migration that is killed half way leaves nothing behind. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class Dialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;
  readonly #sqlite: BetterSqlite.Database;

  constructor(config: SqliteDialectConfig, sqlite: BetterSqlite.Database) {
    super(config);
    this.#config = config;
    this.#sqlite = sqlite;
  }

  override createDriver(): SqliteDriver {
    return new Driver(this.#config, this.#sqlite);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

/** Kysely prepares a statement anew for each query; ours are few, so they are kept. */
function kysely(sqlite: BetterSqlite.Database): Database {
  const statements = new Map<string, BetterSqlite.Statement<unknown[]>>();
  const prepare = (query: string) => {
    const known = statements.get(query);
    if (known) return known;
    const statement = sqlite.prepare<unknown[]>(query);
    if (statements.size < 500) statements.set(query, statement);
    return statement;
  };
  return new Kysely<Schema>({
    dialect: new Dialect({ database: { prepare, close: () => sqlite.close() } as never }, sqlite),
  });
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code ?? message ?? 'unknown';
}
