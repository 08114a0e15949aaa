import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/kit.ts';
import { StartError } from '../errors.ts';
import { openDatabase } from './open.ts';
import { Users } from './users.ts';

async function withUser(folder: string): Promise<string> {
  const { db, close } = await openDatabase(folder);
  await new Users(db).insertFirst('ada', 'hash', 0);
  await close();
  return join(folder, 'archnest.db');
}

describe('openDatabase', () => {
  it('keeps synchronous=FULL in WAL mode, so that a power cut loses nothing acknowledged', async () => {
    const folder = temporaryFolder();
    const { db, close } = await openDatabase(folder);
    await new Users(db).insertFirst('ada', 'hash', 0);
    const { sql } = await import('kysely');
    const pragma = async (name: string) =>
      Object.values((await sql.raw(`pragma ${name}`).execute(db)).rows[0] as object)[0] as unknown;
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('foreign_keys')).toBe(1);
    await close();
    expect(statSync(join(folder, 'archnest.db')).mode & 0o777).toBe(0o600);
  });

  it('finds what was written', async () => {
    const folder = temporaryFolder();
    await withUser(folder);
    const { db, close } = await openDatabase(folder);
    expect(await new Users(db).any()).toBe(true);
    await close();
  });

  it('refuses a second server on the same directory, and lets go when the first ends', async () => {
    const folder = temporaryFolder();
    const first = await openDatabase(folder);
    await expect(openDatabase(folder)).rejects.toThrow(/in use by another/);
    await first.close();
    await (await openDatabase(folder)).close();
  });

  it.each<[string, (file: string) => void]>([
    ['empty', (file) => truncateSync(file, 0)],
    ['cut short', (file) => truncateSync(file, 5000)],
    ['garbage', (file) => writeFileSync(file, 'x'.repeat(20_000))],
    [
      'damaged in the middle',
      (file) => {
        const bytes = readFileSync(file);
        bytes.fill(0xff, 4096, bytes.length);
        writeFileSync(file, bytes);
      },
    ],
    [
      'somebody else’s',
      (file) => {
        const other = `${file}.other`;
        const db = new BetterSqlite(other);
        db.exec('create table notes (x)');
        db.close();
        copyFileSync(other, file);
      },
    ],
  ])('never takes a file that is %s for a first start', async (_name, harm) => {
    const folder = temporaryFolder();
    const file = await withUser(folder);
    harm(file);
    const harmed = readFileSync(file);
    await expect(openDatabase(folder)).rejects.toThrow(StartError);
    expect(readFileSync(file).equals(harmed)).toBe(true);
    await expect(openDatabase(folder)).rejects.toThrow(/archnest\.db cannot be used/);
  });

  it('refuses a database of a newer ArchNest and leaves it as it is', async () => {
    const folder = temporaryFolder();
    const file = await withUser(folder);
    const db = new BetterSqlite(file);
    db.exec(
      "insert into kysely_migration values ('999_from_the_future', '2030-01-01T00:00:00.000Z')",
    );
    db.close();
    await expect(openDatabase(folder)).rejects.toThrow(/newer ArchNest \(999_from_the_future\)/);
  });

  it('completes a creation that was cut off', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'archnest.db.new'), 'half');
    const { close } = await openDatabase(folder);
    await close();
    expect(existsSync(join(folder, 'archnest.db.new'))).toBe(false);
  });

  it('names a directory that it cannot use', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(openDatabase(join(folder, 'file', 'data'))).rejects.toThrow(
      /not writable \(ENOTDIR\)/,
    );
    mkdirSync(join(folder, 'archnest.db'));
    await expect(openDatabase(folder)).rejects.toThrow(StartError);
  });
});
