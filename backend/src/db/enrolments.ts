import type { Selectable } from 'kysely';
import { rotate, type AgentTokenRow, type NewAgentTokenRow } from './agentTokens.ts';
import type { Database, Schema } from './schema.ts';

export type EnrolmentRow = Selectable<Schema['agent_enrolments']>;

/** The codes that wait for their machine, by their digests. */
export class Enrolments {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Stores a code, and forgets those whose time is over. */
  async insert(row: EnrolmentRow): Promise<void> {
    await this.#db.transaction().execute(async (unit) => {
      await unit.deleteFrom('agent_enrolments').where('expires_at', '<=', row.created_at).execute();
      await unit.insertInto('agent_enrolments').values(row).execute();
    });
  }

  /** The code's enrolment, while its time runs and nobody has used it. */
  async find(digest: Buffer, now: number): Promise<EnrolmentRow | undefined> {
    return this.#db
      .selectFrom('agent_enrolments')
      .selectAll()
      .where('digest', '=', digest)
      .where('expires_at', '>', now)
      .executeTakeFirst();
  }

  /**
   * Uses the code up and stores the token that it buys; both or neither, and of several at once only one.
   * @returns all tokens of that host; `undefined` when the code is not, or no longer, good
   */
  async redeem(
    digest: Uint8Array,
    now: number,
    token: NewAgentTokenRow,
    oldEndAt: number,
  ): Promise<AgentTokenRow[] | undefined> {
    return this.#db.transaction().execute(async (unit) => {
      const { numDeletedRows } = await unit
        .deleteFrom('agent_enrolments')
        .where('digest', '=', digest)
        .where('expires_at', '>', now)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n ? rotate(unit, token, oldEndAt) : undefined;
    });
  }
}
