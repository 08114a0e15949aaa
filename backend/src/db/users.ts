import type { Role } from '../contract/index.ts';
import { conflict } from '../errors.ts';
import type { Database, Schema } from './schema.ts';
import type { Selectable } from 'kysely';

export type UserRow = Selectable<Schema['users']>;

/** Two names that look the same are the same: `Ada`, `ada` and a decomposed `Ädä` cannot coexist with theirs. */
export const usernameKey = (username: string) => username.normalize('NFKC').toLowerCase().trim();

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

  async findByName(username: string): Promise<UserRow | undefined> {
    return this.#db
      .selectFrom('users')
      .selectAll()
      .where('username_key', '=', usernameKey(username))
      .executeTakeFirst();
  }

  /**
   * The first user, an admin. Check and insert are one transaction, so that of two setups one wins.
   * @throws AppError conflict when there is a user already
   */
  async insertFirst(username: string, passwordHash: string, now: number): Promise<UserRow> {
    return this.#db.transaction().execute(async (unit) => {
      const taken = await unit.selectFrom('users').select('id').limit(1).executeTakeFirst();
      if (taken) throw conflict('ArchNest is set up already: sign in.');
      const role: Role = 'admin';
      return unit
        .insertInto('users')
        .values({
          username,
          username_key: usernameKey(username),
          password_hash: passwordHash,
          role,
          active: 1,
          created_at: now,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
    });
  }
}
