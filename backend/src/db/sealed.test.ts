import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/kit.ts';
import type { SshAuth } from '../contract/index.ts';
import { EngineHosts } from './engineHosts.ts';
import { openDatabase } from './open.ts';
import type { Database } from './schema.ts';
import { engineTlsPlace, holdsSealed, Sealer, sshSecretPlace } from './sealed.ts';
import { SshHosts } from './sshHosts.ts';

const TEXT = 'a private key';
const SECRET: SshAuth = { type: 'password', password: 'a password' };
const PLACE = engineTlsPlace(7);

async function database(): Promise<Database> {
  const { db, close } = await openDatabase(temporaryFolder());
  onTestFinished(close);
  return db;
}

const sealIn = (db: Database, sealer: Sealer, text = TEXT) =>
  db.transaction().execute((unit) => sealer.seal(unit, PLACE, text));

const insertHost = (db: Database, sealer: Sealer, name: string) =>
  new EngineHosts(db, sealer).insert({
    name,
    endpoint: 'tcps://h:2376',
    tls: { ca: `-----BEGIN CERTIFICATE-----${name}` },
  });

const insertSshHost = (db: Database, sealer: Sealer, auth: SshAuth = SECRET) =>
  new SshHosts(db, sealer).insert({
    name: 'nas',
    address: 'h',
    port: 22,
    username: 'admin',
    jumpHostId: null,
    auth,
    docker: { enabled: true, mode: 'auto', command: 'docker' },
  });

describe('a sealed value', () => {
  it('opens in its place, and never looks the same twice', async () => {
    const db = await database();
    const sealer = new Sealer(randomBytes(32));
    const [first, second] = [await sealIn(db, sealer), await sealIn(db, sealer)];
    expect(sealer.open(PLACE, first)).toBe(TEXT);
    expect(sealer.open(PLACE, second)).toBe(TEXT);
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(false);
    const empty = await sealIn(db, sealer, '');
    expect(sealer.open(PLACE, empty)).toBe('');
  });

  it('does not open with any byte flipped, cut off or added', async () => {
    const sealer = new Sealer(randomBytes(32));
    const sealed = await sealIn(await database(), sealer);
    for (let index = 0; index < sealed.length; index++)
      for (const mask of [0x01, 0x80]) {
        const flipped = Uint8Array.from(sealed);
        flipped[index] = (flipped[index] ?? 0) ^ mask;
        expect(sealer.open(PLACE, flipped), `byte ${index}`).toBeUndefined();
      }
    for (let length = 0; length < sealed.length; length++)
      expect(sealer.open(PLACE, sealed.subarray(0, length)), `${length} bytes`).toBeUndefined();
    expect(sealer.open(PLACE, Buffer.concat([sealed, Buffer.of(0)]))).toBeUndefined();
  });

  it.each([
    ['row', { ...PLACE, row: 8 }],
    ['column', { ...PLACE, column: 'name' }],
    ['table', { ...PLACE, table: 'audit_log' }],
    ['kind of host', sshSecretPlace(PLACE.row)],
  ] as const)('does not open in another %s', async (_name, place) => {
    const sealer = new Sealer(randomBytes(32));
    const sealed = await sealIn(await database(), sealer);
    expect(sealer.open(place, sealed)).toBeUndefined();
  });

  it('does not open with another key', async () => {
    const sealed = await sealIn(await database(), new Sealer(randomBytes(32)));
    expect(new Sealer(randomBytes(32)).open(PLACE, sealed)).toBeUndefined();
  });
});

describe('the key of a database', () => {
  it('is the one that sealed, and no other', async () => {
    const db = await database();
    const key = randomBytes(32);
    await insertHost(db, new Sealer(key), 'one');
    expect(await holdsSealed(db)).toBe(true);
    expect(await Sealer.open(db, key)).toBeInstanceOf(Sealer);
    expect(await Sealer.open(db, randomBytes(32))).toBeUndefined();
  });

  it('is the one that sealed, also when SSH hosts alone have credentials', async () => {
    const db = await database();
    const key = randomBytes(32);
    const { id } = await insertSshHost(db, new Sealer(key));
    expect(await holdsSealed(db)).toBe(true);
    expect(await Sealer.open(db, key)).toBeInstanceOf(Sealer);
    expect(await Sealer.open(db, randomBytes(32))).toBeUndefined();
    // By the value itself too, not by the check alone.
    await db.deleteFrom('sealed_check').execute();
    expect(await Sealer.open(db, key)).toBeInstanceOf(Sealer);
    expect(await Sealer.open(db, randomBytes(32))).toBeUndefined();
    await new SshHosts(db, new Sealer(key)).delete(id);
    expect(await holdsSealed(db)).toBe(false);
  });

  it('may be any for hosts that sign in with an agent', async () => {
    const db = await database();
    await insertSshHost(db, new Sealer(randomBytes(32)), { type: 'agent' });
    expect(await holdsSealed(db)).toBe(false);
    expect(await Sealer.open(db, randomBytes(32))).toBeInstanceOf(Sealer);
  });

  it('is still known when a value, or the check itself, is damaged', async () => {
    const db = await database();
    const key = randomBytes(32);
    await insertHost(db, new Sealer(key), 'one');
    await db
      .updateTable('engine_hosts')
      .set({ tls: randomBytes(60) })
      .execute();
    expect(await Sealer.open(db, key)).toBeInstanceOf(Sealer);
    expect(await Sealer.open(db, randomBytes(32))).toBeUndefined();

    await insertHost(db, new Sealer(key), 'two');
    await db
      .updateTable('sealed_check')
      .set({ value: randomBytes(60) })
      .execute();
    expect(await Sealer.open(db, key)).toBeInstanceOf(Sealer);
  });

  it('may change while nothing is sealed, and then the new one counts', async () => {
    const db = await database();
    const host = await insertHost(db, new Sealer(randomBytes(32)), 'one');
    await db.deleteFrom('engine_hosts').where('id', '=', host.id).execute();
    const key = randomBytes(32);
    const sealer = await Sealer.open(db, key);
    if (!sealer) throw new Error('expected a sealer');
    await insertHost(db, sealer, 'two');
    await db
      .updateTable('engine_hosts')
      .set({ tls: randomBytes(60) })
      .execute();
    expect(await Sealer.open(db, key)).toBeInstanceOf(Sealer);
  });
});
