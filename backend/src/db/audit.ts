import type { Insertable, Selectable } from 'kysely';
import { auditEntry, type AuditEntry, type AuditPage, type AuditQuery } from '../contract/index.ts';
import type { Database, Schema } from './schema.ts';

export type NewAuditRow = Insertable<Schema['audit_log']>;

const PAGE_ITEMS = 100;

/** The audit: entries are added and, when they are old, deleted; never changed. */
export class AuditEntries {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async append(row: NewAuditRow): Promise<void> {
    await this.#db.insertInto('audit_log').values(row).execute();
  }

  /** The newest 100 entries that fit, or the 100 before `cursor`. `from` and `to` are inclusive. */
  async page({ actor, action, from, to, cursor }: AuditQuery): Promise<AuditPage> {
    let query = this.#db
      .selectFrom('audit_log')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(PAGE_ITEMS + 1);
    if (actor !== undefined) query = query.where('actor', '=', actor);
    if (action?.includes('.')) query = query.where('action', '=', action);
    // `/` comes after `.`: a range that the index can follow, unlike a pattern.
    else if (action !== undefined)
      query = query.where('action', '>=', `${action}.`).where('action', '<', `${action}/`);
    if (from !== undefined) query = query.where('at', '>=', Date.parse(from));
    if (to !== undefined) query = query.where('at', '<=', Date.parse(to));
    if (cursor !== undefined) query = query.where('id', '<', Number(cursor));
    const rows = await query.execute();
    const items = rows.slice(0, PAGE_ITEMS).map(toEntry);
    const last = rows.length > PAGE_ITEMS ? items.at(-1) : undefined;
    return { items, cursor: last ? String(last.id) : null };
  }

  /** @param time milliseconds since 1970 */
  async deleteBefore(time: number): Promise<void> {
    await this.#db.deleteFrom('audit_log').where('at', '<', time).execute();
  }
}

function toEntry(row: Selectable<Schema['audit_log']>): AuditEntry {
  const { id, at, actor, address, action, target, outcome, code, details } = row;
  return {
    id,
    at: new Date(at).toISOString(),
    actor,
    address,
    action,
    target,
    outcome,
    code,
    details: details === null ? null : auditEntry.shape.details.parse(JSON.parse(details)),
  };
}
