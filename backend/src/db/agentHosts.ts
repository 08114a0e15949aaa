import type { Selectable } from 'kysely';
import type { Database, Schema, Unit } from './schema.ts';

export type AgentHostRow = Selectable<Schema['agent_hosts']>;

/** The bytes of a report. */
export type ReportBody = Pick<Selectable<Schema['agent_reports']>, 'body' | 'encoding'>;

/** A report as it is kept: the host's row, and the report's bytes. */
export interface StoredReport extends ReportBody {
  host: AgentHostRow;
}

export class AgentHosts {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** All hosts by name, without their reports. */
  async all(): Promise<AgentHostRow[]> {
    return this.#db.selectFrom('agent_hosts').selectAll().orderBy('host_id').execute();
  }

  /** The host's last report; `undefined` when there is no such host. */
  async report(hostId: string): Promise<ReportBody | undefined> {
    return this.#db
      .selectFrom('agent_reports')
      .select(['body', 'encoding'])
      .where('host_id', '=', hostId)
      .executeTakeFirst();
  }

  /** Replaces each host's report. One transaction: when this resolves, all of them survive a power cut. */
  async saveAll(reports: readonly StoredReport[]): Promise<void> {
    await this.#db.transaction().execute(async (unit) => {
      for (const report of reports) await save(unit, report);
    });
  }

  /** Forgets the host and its report; `false` when there is no such host. */
  async delete(hostId: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom('agent_hosts')
      .where('host_id', '=', hostId)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
  }
}

async function save(unit: Unit, { host, body, encoding }: StoredReport): Promise<void> {
  const { host_id, ...rest } = host;
  await unit
    .insertInto('agent_hosts')
    .values(host)
    .onConflict((conflict) => conflict.column('host_id').doUpdateSet(rest))
    .execute();
  await unit
    .insertInto('agent_reports')
    .values({ host_id, body, encoding })
    .onConflict((conflict) => conflict.column('host_id').doUpdateSet({ body, encoding }))
    .execute();
}
