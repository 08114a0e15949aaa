import type { Selectable } from 'kysely';
import type { Role } from '../contract/index.ts';
import type { Database, Schema } from './schema.ts';
import type { UserRow } from './users.ts';

export type SessionRow = Selectable<Schema['sessions']>;

/** A session with what a request must know of its user. */
export interface LiveSession {
  id: string;
  /** The latest end; unused it ends sooner. */
  expiresAt: number;
  lastSeenAt: number;
  /** Its user's password was given by an admin: until it is changed, the session is good for nothing else. */
  mustChangePassword: boolean;
  user: { id: number; username: string; role: Role };
  /** By what, where it is an API token and no session; `id` is `token:<id>` then. */
  token?: { id: string; name: string };
}

/** At this moment: what was not used since `idleSince` has ended. */
export interface Moment {
  now: number;
  idleSince: number;
}

export class Sessions {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Adds a session of a user who has shown that they are `verified`.
   * @returns the user as of now; `undefined`, and nothing is added, when they are not active any more or their password
   * is another by now: what was verified before must not outlive what was changed since
   */
  async insert(
    row: SessionRow,
    verified: Pick<UserRow, 'password_hash'>,
  ): Promise<UserRow | undefined> {
    return this.#db.transaction().execute(async (unit) => {
      const user = await unit
        .updateTable('users')
        .set({ last_seen_at: row.created_at })
        .where('id', '=', row.user_id)
        .where('active', '=', 1)
        .where('password_hash', '=', verified.password_hash)
        .returningAll()
        .executeTakeFirst();
      if (user) await unit.insertInto('sessions').values(row).execute();
      return user;
    });
  }

  /** The session, when it has not ended and its user is active. */
  async findLive(id: string, { now, idleSince }: Moment): Promise<LiveSession | undefined> {
    const row = await this.#db
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .select([
        'sessions.id',
        'sessions.expires_at',
        'sessions.last_seen_at',
        'users.id as user_id',
        'users.username',
        'users.role',
        'users.must_change_password',
      ])
      .where('sessions.id', '=', id)
      .where('sessions.expires_at', '>', now)
      .where('sessions.last_seen_at', '>', idleSince)
      .where('users.active', '=', 1)
      .executeTakeFirst();
    return (
      row && {
        id: row.id,
        expiresAt: row.expires_at,
        lastSeenAt: row.last_seen_at,
        mustChangePassword: row.must_change_password === 1,
        user: { id: row.user_id, username: row.username, role: row.role },
      }
    );
  }

  /** The live ones of a user, the last used first. */
  async ofUser(userId: number, { now, idleSince }: Moment): Promise<SessionRow[]> {
    return this.#db
      .selectFrom('sessions')
      .selectAll()
      .where('user_id', '=', userId)
      .where('expires_at', '>', now)
      .where('last_seen_at', '>', idleSince)
      .orderBy('last_seen_at', 'desc')
      .orderBy('id')
      .execute();
  }

  /** Renews the session, and says when its user was seen last. */
  async touch(id: string, userId: number, now: number): Promise<void> {
    await this.#db.transaction().execute(async (unit) => {
      await unit
        .updateTable('sessions')
        .set({ last_seen_at: now })
        .where('id', '=', id)
        .where('last_seen_at', '<', now)
        .execute();
      await unit.updateTable('users').set({ last_seen_at: now }).where('id', '=', userId).execute();
    });
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('sessions').where('id', '=', id).execute();
  }

  /** @returns false when this user has no such session */
  async deleteOf(userId: number, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('sessions')
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  /** All of a user but one. @returns their ids */
  async deleteOthers(userId: number, keep: string): Promise<string[]> {
    const rows = await this.#db
      .deleteFrom('sessions')
      .where('user_id', '=', userId)
      .where('id', '!=', keep)
      .returning('id')
      .execute();
    return rows.map(({ id }) => id);
  }

  async deleteEnded({ now, idleSince }: Moment): Promise<void> {
    await this.#db
      .deleteFrom('sessions')
      .where(({ or, eb }) => or([eb('expires_at', '<=', now), eb('last_seen_at', '<=', idleSince)]))
      .execute();
  }

  /** Whether this user has signed in from this address and is signed in still. */
  async knowsAddress(
    userId: number,
    address: string,
    { now, idleSince }: Moment,
  ): Promise<boolean> {
    const row = await this.#db
      .selectFrom('sessions')
      .select('id')
      .where('user_id', '=', userId)
      .where('address', '=', address)
      .where('expires_at', '>', now)
      .where('last_seen_at', '>', idleSince)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }
}
