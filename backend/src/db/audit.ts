import type { Insertable } from 'kysely';
import { auditEntry, type AuditEntry, type AuditPage, type AuditQuery } from '../contract/index.ts';
import {
  AuditChain,
  BEGINNING,
  linkTo,
  type AuditRow,
  type ChainState,
  type Link,
} from './auditChain.ts';
import type { Database, Schema, Unit } from './schema.ts';

export type NewAuditRow = Omit<Insertable<Schema['audit_log']>, 'id' | 'hash'>;
export type AuditFilter = Omit<AuditQuery, 'cursor'>;

const PAGE_ITEMS = 100;
/** Of one turn of the event loop: some milliseconds. */
const BATCH_ROWS = 500;

/** Both ends of the chain, and of what there is. */
export interface ChainEnds {
  anchor: Link;
  head: Link;
  /** Whether the server's key vouches for them. */
  genuine: boolean;
  /** Of the entries that there are; `null` for none. */
  oldestId: number | null;
  newestId: number | null;
  /** Something up to this entry was found not to fit before. */
  flawId: number | null;
  /** Milliseconds since 1970. */
  beganAt: number;
}

/**
 * The audit: entries are added and, when they are old, deleted; never changed. Each is chained to the one before it, in
 * the transaction that adds it, so that the order of the chain is that of the ids.
 */
export class AuditEntries {
  readonly #db: Database;
  readonly chain: AuditChain;
  /** The newest entry that this process wrote: the file must not go back behind it. */
  #written = 0;

  /** @param key of the chain, 32 bytes */
  constructor(db: Database, key: Buffer) {
    this.#db = db;
    this.chain = new AuditChain(key);
  }

  async append(row: NewAuditRow): Promise<void> {
    const written = await this.#db.transaction().execute(async (unit) => {
      const state = await this.#state(unit);
      const head = await this.#add(unit, { id: state.head_id, hash: state.head_hash }, row);
      await this.#keep(unit, state, { head_id: head.id, head_hash: head.hash });
      return head.id;
    });
    this.#written = Math.max(this.#written, written);
  }

  /** The newest 100 entries that fit, or the 100 before `cursor`. `from` and `to` are inclusive. */
  async page({ cursor, ...filter }: AuditQuery): Promise<AuditPage> {
    const before = cursor === undefined ? undefined : Number(cursor);
    const found = await this.#before(filter, before, PAGE_ITEMS + 1);
    const items = found.slice(0, PAGE_ITEMS);
    const last = found.length > PAGE_ITEMS ? items.at(-1) : undefined;
    return { items, cursor: last ? String(last.id) : null };
  }

  /** All entries that fit, newest first, some hundred at a time, as they are taken. */
  async *batches(filter: AuditFilter): AsyncGenerator<AuditEntry[]> {
    let before: number | undefined;
    while (true) {
      const batch = await this.#before(filter, before, BATCH_ROWS);
      if (batch.length > 0) yield batch;
      if (batch.length < BATCH_ROWS) return;
      before = batch.at(-1)?.id;
      await nextTurn();
    }
  }

  /** Some hundred rows after an entry, oldest first; none at the end. */
  async after(id: number): Promise<AuditRow[]> {
    return rowsAfter(this.#db, id);
  }

  /** Both ends of the chain at one moment. */
  async ends(): Promise<ChainEnds> {
    return this.#db.transaction().execute(async (unit) => {
      const state = await this.#state(unit);
      return {
        anchor: { id: state.anchor_id, hash: state.anchor_hash },
        head: { id: state.head_id, hash: state.head_hash },
        genuine: this.#isGenuine(state),
        oldestId: await edge(unit, 'asc'),
        newestId: await edge(unit, 'desc'),
        flawId: state.flaw_id,
        beganAt: state.began_at,
      };
    });
  }

  /**
   * Removes the oldest entries up to the first that is not before `time`, and moves the beginning of the chain. A clock may
   * have been wrong: an entry that is dated too early goes with its neighbours, and one that is dated after `now` holds no
   * older one up.
   * @param time milliseconds since 1970
   */
  async deleteBefore(time: number, now = Date.now()): Promise<void> {
    let more = true;
    while (more) {
      more = await this.#db.transaction().execute((unit) => this.#deleteSome(unit, time, now));
      await nextTurn();
    }
  }

  /** What goes is checked before it does: its traces must not go with it. @returns whether more may be old */
  async #deleteSome(unit: Unit, time: number, now: number): Promise<boolean> {
    const state = await this.#state(unit);
    const rows = await rowsAfter(unit, FIRST);
    const young = rows.findIndex(({ at }) => at >= time && at <= now);
    const oldest = young === -1 ? rows : rows.slice(0, young);
    const gone = oldest.slice(0, oldest.findLastIndex(({ at }) => at < time) + 1);
    const last = gone.at(-1);
    if (!last) return false;
    let link: Link = { id: state.anchor_id, hash: state.anchor_hash };
    let flaw = state.flaw_id;
    let fits = true;
    const newest = await newestId(unit, last.id);
    for (const row of gone) {
      if (!this.chain.follows(link, row)) {
        fits = false;
        if (flaw === null || row.id > flaw) flaw = newest;
      }
      link = linkTo(row);
    }
    await unit.deleteFrom('audit_log').where('id', '<=', last.id).execute();
    await this.#keep(unit, state, {
      anchor_id: link.id,
      anchor_hash: link.hash,
      // Known for as long as any entry of then is kept.
      flaw_id: fits && flaw !== null && flaw <= link.id ? null : flaw,
    });
    return rows.length === BATCH_ROWS;
  }

  /** The chain's row, made when there is none. */
  async #state(unit: Unit): Promise<ChainState> {
    const found = await unit.selectFrom('audit_chain').selectAll().executeTakeFirst();
    return found ?? this.#begin(unit);
  }

  /**
   * Chains what was written before there was a chain, as it is found, and says so in the audit. Where some of it is chained
   * already, somebody has taken the chain's row away: what is made in its place says that something does not fit.
   */
  async #begin(unit: Unit): Promise<ChainState> {
    const chained = await unit
      .selectFrom('audit_log')
      .select('id')
      .where('hash', 'is not', null)
      .limit(1)
      .executeTakeFirst();
    const beganAt = Date.now();
    let head = BEGINNING;
    let count = 0;
    for (
      let rows = await rowsAfter(unit, FIRST);
      rows.length;
      rows = await rowsAfter(unit, head.id)
    ) {
      for (const row of rows) {
        count += 1;
        head = chained ? linkTo(row) : await this.#link(unit, head, row);
      }
    }
    if (count > 0 && !chained) {
      const details = JSON.stringify({ entries: count });
      head = await this.#add(unit, head, {
        at: beganAt,
        action: 'audit.chain',
        outcome: 'ok',
        details,
      });
    }
    const ends = {
      anchor_id: BEGINNING.id,
      anchor_hash: BEGINNING.hash,
      head_id: head.id,
      head_hash: head.hash,
      began_at: beganAt,
      flaw_id: chained ? head.id : null,
    };
    const state = { ...ends, mac: this.chain.mac(ends) };
    await unit
      .insertInto('audit_chain')
      .values({ id: 1, ...state })
      .execute();
    return state;
  }

  async #add(unit: Unit, head: Link, values: NewAuditRow): Promise<Link> {
    // As stored: text that is not UTF-8 comes back otherwise than it went.
    const row = await unit
      .insertInto('audit_log')
      .values(values)
      .returningAll()
      .executeTakeFirstOrThrow();
    return this.#link(unit, head, row);
  }

  async #link(unit: Unit, previous: Link, row: AuditRow): Promise<Link> {
    const hash = this.chain.hash(previous, row);
    await unit.updateTable('audit_log').set({ hash }).where('id', '=', row.id).execute();
    return { id: row.id, hash };
  }

  /** What was tampered with before is not forgotten with the change. */
  async #keep(unit: Unit, state: ChainState, change: Partial<ChainState>): Promise<void> {
    const ends = { ...state, ...change };
    if (!this.#isGenuine(state)) ends.flaw_id = await newestId(unit, ends.anchor_id);
    await unit
      .updateTable('audit_chain')
      .set({ ...ends, mac: this.chain.mac(ends) })
      .execute();
  }

  #isGenuine(state: ChainState): boolean {
    return this.chain.vouches(state) && state.head_id >= this.#written;
  }

  async #before(
    { actor, action, from, to }: AuditFilter,
    before: number | undefined,
    limit: number,
  ): Promise<AuditEntry[]> {
    let query = this.#db.selectFrom('audit_log').selectAll().orderBy('id', 'desc').limit(limit);
    if (actor !== undefined) query = query.where('actor', '=', actor);
    if (action?.includes('.')) query = query.where('action', '=', action);
    // `/` comes after `.`: a range that the index can follow, unlike a pattern.
    else if (action !== undefined)
      query = query.where('action', '>=', `${action}.`).where('action', '<', `${action}/`);
    if (from !== undefined) query = query.where('at', '>=', Date.parse(from));
    if (to !== undefined) query = query.where('at', '<=', Date.parse(to));
    if (before !== undefined) query = query.where('id', '<', before);
    return (await query.execute()).map(toEntry);
  }
}

const rowsAfter = (db: Database | Unit, id: number): Promise<AuditRow[]> =>
  db
    .selectFrom('audit_log')
    .selectAll()
    .where('id', '>', id)
    .orderBy('id')
    .limit(BATCH_ROWS)
    .execute();

async function edge(unit: Unit, order: 'asc' | 'desc'): Promise<number | null> {
  const rows = unit.selectFrom('audit_log').select('id').orderBy('id', order).limit(1);
  return (await rows.executeTakeFirst())?.id ?? null;
}

const newestId = async (unit: Unit, otherwise: number) => (await edge(unit, 'desc')) ?? otherwise;

/** Before every id that a row may have, also where somebody has put it there. */
const FIRST = -Number.MAX_SAFE_INTEGER;

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

function toEntry(row: AuditRow): AuditEntry {
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
    details: details === null ? null : detailsOf(details),
  };
}

/** What somebody has put there must not hide the rest of the audit. */
function detailsOf(text: string): AuditEntry['details'] {
  try {
    return auditEntry.shape.details.parse(JSON.parse(text));
  } catch {
    return { unreadable: text };
  }
}
