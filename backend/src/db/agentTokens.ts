import type { Insertable, Selectable } from 'kysely';
import type { Database, Schema, Unit } from './schema.ts';

export type AgentTokenRow = Selectable<Schema['agent_tokens']>;
export type NewAgentTokenRow = Pick<
  Insertable<Schema['agent_tokens']>,
  'host_id' | 'digest' | 'hint' | 'created_at' | 'created_by'
>;

/** When and from where a token was used last. */
export type TokenUse = Pick<AgentTokenRow, 'id' | 'last_used_at' | 'last_address'>;

/** The tokens that are bound to one host each, by their digests. */
export class AgentTokens {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** All that have not expired, the oldest first; the others are removed. */
  async live(now: number): Promise<AgentTokenRow[]> {
    await this.#db.deleteFrom('agent_tokens').where('expires_at', '<=', now).execute();
    return this.#db.selectFrom('agent_tokens').selectAll().orderBy('id').execute();
  }

  /**
   * Stores a token; those that its host has already end at `oldEndAt`, or sooner where they did before. What has
   * expired is removed.
   * @returns all rows of that host, as they are now
   */
  async rotate(row: NewAgentTokenRow, oldEndAt: number): Promise<AgentTokenRow[]> {
    return this.#db.transaction().execute((unit) => rotate(unit, row, oldEndAt));
  }

  async delete(id: number): Promise<void> {
    await this.#db.deleteFrom('agent_tokens').where('id', '=', id).execute();
  }

  async touch(uses: readonly TokenUse[]): Promise<void> {
    await this.#db.transaction().execute(async (unit) => {
      for (const { id, last_used_at, last_address } of uses)
        await unit
          .updateTable('agent_tokens')
          .set({ last_used_at, last_address })
          .where('id', '=', id)
          .execute();
    });
  }
}

/** As `AgentTokens.rotate`, inside of a larger unit. */
export async function rotate(
  unit: Unit,
  row: NewAgentTokenRow,
  oldEndAt: number,
): Promise<AgentTokenRow[]> {
  await unit.deleteFrom('agent_tokens').where('expires_at', '<=', row.created_at).execute();
  await unit
    .updateTable('agent_tokens')
    .set({ expires_at: oldEndAt })
    .where('host_id', '=', row.host_id)
    .where('expires_at', 'is', null)
    .execute();
  await unit.insertInto('agent_tokens').values(row).execute();
  return unit
    .selectFrom('agent_tokens')
    .selectAll()
    .where('host_id', '=', row.host_id)
    .orderBy('id')
    .execute();
}
