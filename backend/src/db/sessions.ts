import type { Selectable } from 'kysely';
import type { Role } from '../contract/index.ts';
import type { Database, Schema } from './schema.ts';

export type SessionRow = Selectable<Schema['sessions']>;

/** A session with what a request must know of its user. */
export interface LiveSession {
  id: string;
  expiresAt: number;
  lastSeenAt: number;
  user: { id: number; username: string; role: Role };
}

export class Sessions {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async insert(row: SessionRow): Promise<void> {
    await this.#db.insertInto('sessions').values(row).execute();
  }

  /** The session, when it has not ended and its user is active. */
  async findLive(id: string, now: number): Promise<LiveSession | undefined> {
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
      ])
      .where('sessions.id', '=', id)
      .where('sessions.expires_at', '>', now)
      .where('users.active', '=', 1)
      .executeTakeFirst();
    return (
      row && {
        id: row.id,
        expiresAt: row.expires_at,
        lastSeenAt: row.last_seen_at,
        user: { id: row.user_id, username: row.username, role: row.role },
      }
    );
  }

  async touch(id: string, now: number): Promise<void> {
    await this.#db
      .updateTable('sessions')
      .set({ last_seen_at: now })
      .where('id', '=', id)
      .execute();
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('sessions').where('id', '=', id).execute();
  }

  async deleteExpired(now: number): Promise<void> {
    await this.#db.deleteFrom('sessions').where('expires_at', '<=', now).execute();
  }

  /** Whether this user has signed in from this address and is signed in still. */
  async knowsAddress(userId: number, address: string, now: number): Promise<boolean> {
    const row = await this.#db
      .selectFrom('sessions')
      .select('id')
      .where('user_id', '=', userId)
      .where('address', '=', address)
      .where('expires_at', '>', now)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }
}
