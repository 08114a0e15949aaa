import type { Selectable } from 'kysely';
import { SEATS, type Role } from '../contract/index.ts';
import { conflict, forbidden, notFound } from '../errors.ts';
import type { Database, Schema, Unit } from './schema.ts';

export type UserRow = Selectable<Schema['users']>;

/** Who a user is made to be. */
export interface UserFields {
  username: string;
  name: string | null;
  role: Role;
  passwordHash: string;
  mustChangePassword: boolean;
}

/** What an admin changes; what is absent stays. */
export interface UserChange {
  username?: string | undefined;
  name?: string | null | undefined;
  role?: Role | undefined;
  active?: boolean | undefined;
  /** Takes their second factor away. */
  totp?: false | undefined;
}

/** A user that was changed, and the sessions that ended with it. */
export interface ChangedUser {
  user: UserRow;
  ended: string[];
}

/**
 * Two names that look the same are the same: `Ada`, `ada` and a decomposed `Ädä` cannot coexist with theirs. Upper case
 * first, because only so `ß` meets `SS`, and the two small sigmas each other. What is not seen does not count.
 */
export const usernameKey = (username: string) =>
  username
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .trim();

/**
 * Accounts. What is checked and what is then written is one transaction, so that of two at once one wins: names are
 * unique, active users have a seat each, and there is always an active admin. Whoever acts must be an admin at that
 * moment, whatever they were when they asked.
 */
export class Users {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async any(): Promise<boolean> {
    return (
      (await this.#db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined
    );
  }

  /** By name. */
  async all(): Promise<UserRow[]> {
    return this.#db.selectFrom('users').selectAll().orderBy('username_key').execute();
  }

  async find(id: number): Promise<UserRow | undefined> {
    return this.#db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async findByName(username: string): Promise<UserRow | undefined> {
    return this.#db
      .selectFrom('users')
      .selectAll()
      .where('username_key', '=', usernameKey(username))
      .executeTakeFirst();
  }

  /** The ids of those who sign in with a second factor. */
  async totpOwners(): Promise<ReadonlySet<number>> {
    const rows = await this.#db
      .selectFrom('totp')
      .select('user_id')
      .where('confirmed_at', 'is not', null)
      .execute();
    return new Set(rows.map((row) => row.user_id));
  }

  /**
   * The first user, an admin.
   * @throws AppError conflict when there is a user already
   */
  async insertFirst(username: string, passwordHash: string, now: number): Promise<UserRow> {
    return this.#db.transaction().execute(async (unit) => {
      const taken = await unit.selectFrom('users').select('id').limit(1).executeTakeFirst();
      if (taken) throw conflict('ArchNest is set up already: sign in.');
      const fields = { username, name: null, passwordHash, mustChangePassword: false };
      return insert(unit, { ...fields, role: 'admin' }, now);
    });
  }

  /** @throws AppError conflict: the name is taken, or every seat; forbidden */
  async insert(actorId: number, fields: UserFields, now: number): Promise<UserRow> {
    return this.#db.transaction().execute(async (unit) => {
      await assertAdmin(unit, actorId);
      await assertFree(unit, fields.username);
      await assertSeat(unit);
      return insert(unit, fields, now);
    });
  }

  /**
   * Sessions of whoever becomes inactive end.
   * @throws AppError not_found; conflict: the name is taken, or every seat, or nobody active would be an admin; forbidden
   */
  async update(actorId: number, id: number, change: UserChange): Promise<ChangedUser> {
    return this.#db.transaction().execute(async (unit) => {
      await assertAdmin(unit, actorId);
      const before = await mustFind(unit, id);
      const { username, name, role, active, totp } = change;
      if (username !== undefined) await assertFree(unit, username, id);
      if (active === true && before.active === 0) await assertSeat(unit);
      const user = await put(unit, id, {
        ...(username === undefined ? {} : { username, username_key: usernameKey(username) }),
        ...(name === undefined ? {} : { name }),
        ...(role === undefined ? {} : { role }),
        ...(active === undefined ? {} : { active: active ? 1 : 0 }),
      });
      if (totp === false) await unit.deleteFrom('totp').where('user_id', '=', id).execute();
      await assertAdminLeft(unit);
      return { user, ended: user.active === 1 ? [] : await endSessions(unit, id) };
    });
  }

  /**
   * With all that is theirs.
   * @returns the sessions that ended with it
   * @throws AppError not_found; conflict when nobody active would be an admin; forbidden
   */
  async delete(actorId: number, id: number): Promise<ChangedUser> {
    return this.#db.transaction().execute(async (unit) => {
      await assertAdmin(unit, actorId);
      const user = await mustFind(unit, id);
      const ended = await endSessions(unit, id);
      await unit.deleteFrom('users').where('id', '=', id).execute();
      await assertAdminLeft(unit);
      return { user, ended };
    });
  }

  /** A temporary password; all their sessions end. @throws AppError not_found; forbidden */
  async resetPassword(actorId: number, id: number, hash: string): Promise<ChangedUser> {
    return this.#db.transaction().execute(async (unit) => {
      await assertAdmin(unit, actorId);
      await mustFind(unit, id);
      const user = await put(unit, id, { password_hash: hash, must_change_password: 1 });
      return { user, ended: await endSessions(unit, id) };
    });
  }

  /**
   * Their own new password; all their sessions but `keep` end.
   * @param verified the hash that the current password was verified against
   * @throws AppError conflict when that is not the current one any more
   */
  async changePassword(
    id: number,
    verified: string,
    hash: string,
    keep: string,
  ): Promise<ChangedUser> {
    return this.#db.transaction().execute(async (unit) => {
      const before = await unit
        .selectFrom('users')
        .select('id')
        .where('id', '=', id)
        .where('password_hash', '=', verified)
        .executeTakeFirst();
      if (!before) throw conflict('The password was changed just now by somebody else: try again.');
      const user = await put(unit, id, { password_hash: hash, must_change_password: 0 });
      return { user, ended: await endSessions(unit, id, keep) };
    });
  }

  /** What is absent stays. `undefined` when the user is gone. */
  async updateProfile(
    id: number,
    { name, appearance }: { name?: string | null | undefined; appearance?: string | undefined },
  ): Promise<UserRow | undefined> {
    return this.#db
      .updateTable('users')
      .set({
        id,
        ...(name === undefined ? {} : { name }),
        ...(appearance === undefined ? {} : { appearance }),
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
  }

  /** They did something, by whatever they signed in with. */
  async seen(id: number, now: number): Promise<void> {
    await this.#db.updateTable('users').set({ last_seen_at: now }).where('id', '=', id).execute();
  }
}

async function insert(unit: Unit, fields: UserFields, now: number): Promise<UserRow> {
  const { username, name, role, passwordHash, mustChangePassword } = fields;
  return unit
    .insertInto('users')
    .values({
      username,
      username_key: usernameKey(username),
      name,
      password_hash: passwordHash,
      role,
      active: 1,
      must_change_password: mustChangePassword ? 1 : 0,
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

const put = (unit: Unit, id: number, fields: Partial<UserRow>): Promise<UserRow> =>
  unit
    .updateTable('users')
    // With the id, because SQL knows no update of nothing.
    .set({ id, ...fields })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

async function endSessions(unit: Unit, userId: number, keep = ''): Promise<string[]> {
  const rows = await unit
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where('id', '!=', keep)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

async function mustFind(unit: Unit, id: number): Promise<UserRow> {
  const row = await unit.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw notFound('There is no such user.');
  return row;
}

async function assertAdmin(unit: Unit, actorId: number): Promise<void> {
  const actor = await activeAdmins(unit).where('id', '=', actorId).executeTakeFirst();
  if (!actor) throw forbidden('You are no admin any more: ask one to act.');
}

async function assertAdminLeft(unit: Unit): Promise<void> {
  if (!(await activeAdmins(unit).executeTakeFirst()))
    throw conflict('Nobody would be left who is an active admin: make somebody else one first.');
}

const activeAdmins = (unit: Unit) =>
  unit.selectFrom('users').select('id').where('role', '=', 'admin').where('active', '=', 1);

async function assertFree(unit: Unit, username: string, except = 0): Promise<void> {
  const taken = await unit
    .selectFrom('users')
    .select('username')
    .where('username_key', '=', usernameKey(username))
    .where('id', '!=', except)
    .executeTakeFirst();
  if (taken)
    throw conflict(`There is a user with the name ${taken.username} already: choose another.`);
}

async function assertSeat(unit: Unit): Promise<void> {
  const { taken } = await unit
    .selectFrom('users')
    .select(({ fn }) => fn.countAll<number>().as('taken'))
    .where('active', '=', 1)
    .executeTakeFirstOrThrow();
  if (taken >= SEATS)
    throw conflict(`All ${SEATS} seats are taken: deactivate or delete another user first.`);
}
