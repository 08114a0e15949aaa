import type { Selectable } from 'kysely';
import type { ApiToken, NewApiToken, Role } from '../contract/index.ts';
import { conflict, notFound } from '../errors.ts';
import type { Database, Schema } from './schema.ts';

type Row = Selectable<Schema['api_tokens']>;

/** A token that is good now, with what a request must know of its owner as they are now. */
export interface LiveApiToken extends Pick<
  Row,
  'id' | 'name' | 'scope' | 'expires_at' | 'last_used_at'
> {
  owner: { id: number; username: string; role: Role; mustChangePassword: boolean };
}

/** What is kept of a new token. */
export type NewRow = Pick<NewApiToken, 'name' | 'scope'> & Pick<Row, 'hash' | 'hint'>;

const TOKENS_PER_USER = 50;

/** The API tokens, of which nothing is stored that opens anything. */
export class ApiTokens {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** A user's own, oldest first. */
  async of(userId: number): Promise<ApiToken[]> {
    const rows = await this.#db
      .selectFrom('api_tokens')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('id')
      .execute();
    return rows.map(toToken);
  }

  /**
   * @param expiresAt milliseconds since 1970
   * @throws AppError conflict when the user has 50 already
   */
  async insert(
    userId: number,
    token: NewRow,
    now: number,
    expiresAt: number | null,
  ): Promise<ApiToken> {
    return this.#db.transaction().execute(async (unit) => {
      const { count } = await unit
        .selectFrom('api_tokens')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow();
      if (count >= TOKENS_PER_USER)
        throw conflict(
          `You have ${TOKENS_PER_USER} tokens already: revoke one that is not used any more.`,
        );
      const row = await unit
        .insertInto('api_tokens')
        .values({ user_id: userId, ...token, created_at: now, expires_at: expiresAt })
        .returningAll()
        .executeTakeFirstOrThrow();
      return toToken(row);
    });
  }

  /** The token with that SHA-256, when it has not ended and its owner is active. */
  async findByHash(hash: Uint8Array, now: number): Promise<LiveApiToken | undefined> {
    return toLive(await this.#live(now).where('api_tokens.hash', '=', hash).executeTakeFirst());
  }

  /** The token with that id, when it has not ended and its owner is active. */
  async findById(id: number, now: number): Promise<LiveApiToken | undefined> {
    return toLive(await this.#live(now).where('api_tokens.id', '=', id).executeTakeFirst());
  }

  /**
   * Writes down the use of a token, and that its owner was seen, unless it is known to be used after `since`. Without an
   * address the last one stays.
   */
  async touch(token: LiveApiToken, now: number, since: number, address?: string): Promise<void> {
    await this.#db.transaction().execute(async (unit) => {
      const { numUpdatedRows } = await unit
        .updateTable('api_tokens')
        .set({ last_used_at: now, ...(address === undefined ? {} : { last_address: address }) })
        .where('id', '=', token.id)
        .where((where) =>
          where.or([where('last_used_at', 'is', null), where('last_used_at', '<=', since)]),
        )
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return;
      await unit
        .updateTable('users')
        .set({ last_seen_at: now })
        .where('id', '=', token.owner.id)
        .execute();
    });
  }

  /** @throws AppError not_found, also when it is another user's */
  async delete(userId: number, id: number): Promise<void> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('api_tokens')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw notFound('You have no such token: it may be revoked already.');
  }

  #live(now: number) {
    return this.#db
      .selectFrom('api_tokens')
      .innerJoin('users', 'users.id', 'api_tokens.user_id')
      .select([
        'api_tokens.id',
        'api_tokens.name',
        'api_tokens.scope',
        'api_tokens.expires_at',
        'api_tokens.last_used_at',
        'users.id as user_id',
        'users.username',
        'users.role',
        'users.must_change_password',
      ])
      .where('users.active', '=', 1)
      .where((where) =>
        where.or([
          where('api_tokens.expires_at', 'is', null),
          where('api_tokens.expires_at', '>', now),
        ]),
      );
  }
}

type LiveRow = Pick<Row, 'id' | 'name' | 'scope' | 'expires_at' | 'last_used_at' | 'user_id'> &
  Pick<Selectable<Schema['users']>, 'username' | 'role' | 'must_change_password'>;

function toLive(row: LiveRow | undefined): LiveApiToken | undefined {
  if (!row) return undefined;
  const { user_id, username, role, must_change_password, ...token } = row;
  const mustChangePassword = must_change_password === 1;
  return { ...token, owner: { id: user_id, username, role, mustChangePassword } };
}

const toToken = (row: Row): ApiToken => ({
  id: String(row.id),
  name: row.name,
  scope: row.scope,
  hint: row.hint,
  createdAt: new Date(row.created_at).toISOString(),
  expiresAt: isoTime(row.expires_at),
  lastUsedAt: isoTime(row.last_used_at),
  lastAddress: row.last_address,
});

const isoTime = (time: number | null) => (time === null ? null : new Date(time).toISOString());
