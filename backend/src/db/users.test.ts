import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/kit.ts';
import { SEATS } from '../contract/index.ts';
import { AppError } from '../errors.ts';
import { openDatabase } from './open.ts';
import { usernameKey, Users, type UserFields } from './users.ts';

const RUNS = 20;

const fields = (username: string, rest: Partial<UserFields> = {}): UserFields => ({
  username,
  name: null,
  role: 'member',
  passwordHash: 'hash',
  mustChangePassword: false,
  ...rest,
});

/** A database with the admin Ada, number 1, and nothing that takes time between a call and its transaction. */
async function opened() {
  const { db, close } = await openDatabase(temporaryFolder());
  onTestFinished(close);
  const users = new Users(db);
  const ada = await users.insertFirst('Ada', 'hash', 1);
  return { db, users, ada };
}

/** @returns the codes of those that failed; `ok` for the others */
const outcomes = async (work: Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(work)).map((result) => {
    if (result.status === 'fulfilled') return 'ok';
    return result.reason instanceof AppError ? result.reason.code : String(result.reason);
  });

const count = (codes: string[], code: string) => codes.filter((one) => one === code).length;

describe('of many at once', () => {
  it('one gets the last seat', async () => {
    const { users, ada } = await opened();
    for (let seat = 2; seat < SEATS; seat++) await users.insert(ada.id, fields(`u${seat}`), 1);
    for (let run = 0; run < RUNS; run++) {
      const codes = await outcomes(
        Array.from({ length: 30 }, (_, index) => users.insert(ada.id, fields(`last${index}`), 1)),
      );
      expect([count(codes, 'ok'), count(codes, 'conflict')]).toEqual([1, 29]);
      const last = (await users.all()).find(({ username }) => username.startsWith('last'));
      await users.delete(ada.id, last?.id ?? 0);
    }
  });

  it('one gets the name', async () => {
    const { users, ada } = await opened();
    for (let run = 0; run < RUNS; run++) {
      const codes = await outcomes(
        ['bob', 'BOB', 'Bob', '\uff42ob'].map((name) => users.insert(ada.id, fields(name), 1)),
      );
      expect([count(codes, 'ok'), count(codes, 'conflict')]).toEqual([1, 3]);
      await users.delete(ada.id, (await users.findByName('bob'))?.id ?? 0);
    }
  });

  it('one is the first', async () => {
    for (let run = 0; run < RUNS; run++) {
      const { db, close } = await openDatabase(temporaryFolder());
      const users = new Users(db);
      const codes = await outcomes(
        ['ada', 'bob', 'eve'].map((username) => users.insertFirst(username, 'hash', 1)),
      );
      expect([count(codes, 'ok'), count(codes, 'conflict')]).toEqual([1, 2]);
      await close();
    }
  });

  it.each(['demoted', 'deactivated', 'deleted'])('admins, one is not %s', async (how) => {
    const { users, ada } = await opened();
    let left = ada;
    for (let run = 0; run < RUNS; run++) {
      const other = await users.insert(left.id, fields(`other${run}`, { role: 'admin' }), 1);
      const remove = (actor: number, id: number) => {
        if (how === 'deleted') return users.delete(actor, id);
        return users.update(actor, id, how === 'demoted' ? { role: 'member' } : { active: false });
      };
      const codes = await outcomes([
        remove(left.id, other.id),
        remove(other.id, left.id),
        // Both leave on their own account besides.
        remove(left.id, left.id),
        remove(other.id, other.id),
      ]);
      expect(count(codes, 'ok'), codes.join()).toBe(1);
      const admins = (await users.all()).filter(({ role, active }) => role === 'admin' && active);
      expect(admins).toHaveLength(1);
      left = admins[0] ?? left;
      for (const { id } of await users.all()) if (id !== left.id) await users.delete(left.id, id);
    }
  });
});

it('nothing is done for whoever is no active admin at that moment', async () => {
  const { users, ada } = await opened();
  const member = await users.insert(ada.id, fields('member'), 1);
  const idle = await users.insert(ada.id, fields('idle', { role: 'admin' }), 1);
  await users.update(ada.id, idle.id, { active: false });
  const before = await users.all();
  for (const actor of [member.id, idle.id, 77]) {
    const codes = await outcomes([
      users.insert(actor, fields('x'), 1),
      users.update(actor, member.id, { role: 'admin' }),
      users.delete(actor, member.id),
      users.resetPassword(actor, member.id, 'another hash'),
    ]);
    expect(codes).toEqual(Array(4).fill('forbidden'));
  }
  expect(await users.all()).toEqual(before);
});

it('what is refused has changed nothing, sessions neither', async () => {
  const { db, users, ada } = await opened();
  await db
    .insertInto('sessions')
    .values({
      id: 's',
      user_id: ada.id,
      created_at: 1,
      last_seen_at: 1,
      expires_at: 2,
      user_agent: '',
      address: '',
    })
    .execute();
  const codes = await outcomes([
    users.delete(ada.id, ada.id),
    users.update(ada.id, ada.id, { active: false, username: 'eve' }),
    users.changePassword(ada.id, 'not the hash', 'another hash', ''),
  ]);
  expect(codes).toEqual(Array(3).fill('conflict'));
  expect(await users.all()).toEqual([ada]);
  expect(await db.selectFrom('sessions').select('id').execute()).toEqual([{ id: 's' }]);
});

it('a second factor is taken away with what belongs to it', async () => {
  const { db, users, ada } = await opened();
  const bob = await users.insert(ada.id, fields('bob'), 1);
  const secret = Buffer.from('sealed');
  for (const user_id of [ada.id, bob.id]) {
    await db
      .insertInto('totp')
      .values({ user_id, secret, confirmed_at: user_id === bob.id ? 1 : null, last_step: 0 })
      .execute();
    await db.insertInto('recovery_codes').values({ user_id, hash: secret }).execute();
  }
  // Begun is not on.
  expect([...(await users.totpOwners())]).toEqual([bob.id]);
  await users.update(ada.id, bob.id, { totp: false });
  expect(await users.totpOwners()).toEqual(new Set());
  const codes = await db.selectFrom('recovery_codes').select('user_id').execute();
  expect(codes).toEqual([{ user_id: ada.id }]);
});

it.each([
  ['Ada', 'ada', true],
  ['STRASSE', 'straße', true],
  ['ΟΔΟΣ', 'οδοσ', true],
  ['A\u0308da', '\u00c4DA', true],
  ['ada\ufe0f', 'ada', true],
  ['ﬁn', 'FIN', true],
  ['ada', 'adá', false],
  ['a da', 'ada', false],
])('%s and %s: the same name is %s', (a, b, same) => {
  expect(usernameKey(a) === usernameKey(b)).toBe(same);
});
