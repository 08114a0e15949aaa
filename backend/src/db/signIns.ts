import { sql } from 'kysely';
import type { SignInEntry } from '../contract/index.ts';
import type { Database } from './schema.ts';

const MOST = 20;

/** What the audit knows of one user's sign-ins. */
export class SignIns {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The newest 20, failures too. */
  async ofUser(userId: number): Promise<SignInEntry[]> {
    const rows = await this.#db
      .selectFrom('audit_log')
      .select(['at', 'address', 'outcome'])
      .where(({ and, or, eb }) =>
        or([
          and([
            eb('action', 'in', ['session.start', 'setup.complete']),
            eb('actor_id', '=', userId),
          ]),
          // Nobody was signed in, so that nobody is the actor.
          and([
            eb('action', '=', 'session.failed'),
            eb(sql`json_extract(details, '$.userId')`, '=', userId),
          ]),
        ]),
      )
      .orderBy('id', 'desc')
      .limit(MOST)
      .execute();
    return rows.map(({ at, address, outcome }) => ({
      at: new Date(at).toISOString(),
      address,
      outcome: outcome === 'ok' ? 'ok' : 'failed',
    }));
  }
}
