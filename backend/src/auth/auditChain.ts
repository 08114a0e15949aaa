import type { AuditVerification } from '../contract/index.ts';
import type { AuditEntries, ChainEnds } from '../db/audit.ts';
import { linkTo, type Link } from '../db/auditChain.ts';

/** The oldest entries may be removed for their age while they are read: then it begins again. */
const MOST_ATTEMPTS = 3;

const ANOTHER_KEY =
  'The record of the first and the newest entry was changed, or belongs to another key: restore the server’s key if it was replaced.';

type Walk = Pick<AuditVerification, 'checked' | 'brokenAt' | 'reason'>;

/** Whether the audit is as it was written. */
export class AuditVerifier {
  readonly #entries: AuditEntries;
  #running: Promise<AuditVerification> | undefined;

  constructor(entries: AuditEntries) {
    this.#entries = entries;
  }

  /** Reads the whole audit, some hundred entries at a time. Whoever asks meanwhile gets the same answer. */
  verify(): Promise<AuditVerification> {
    this.#running ??= this.#verify().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #verify(): Promise<AuditVerification> {
    for (let attempt = 1; ; attempt++) {
      const ends = await this.#entries.ends();
      const walk = await this.#walk(ends);
      const { anchor } = await this.#entries.ends();
      if (anchor.id !== ends.anchor.id && walk.reason !== null && attempt < MOST_ATTEMPTS) continue;
      return {
        ok: walk.reason === null,
        ...walk,
        since: new Date(ends.beganAt).toISOString(),
      };
    }
  }

  async #walk(ends: ChainEnds): Promise<Walk> {
    const { anchor, head, genuine, oldestId, newestId, flawId } = ends;
    let link: Link = anchor;
    let checked = 0;
    const broken = (brokenAt: number | null, reason: string) => ({ checked, brokenAt, reason });
    if (oldestId !== null && oldestId <= anchor.id)
      return broken(oldestId, `Entry ${oldestId} was added from outside.`);
    while (link.id < head.id) {
      const rows = await this.#entries.after(link.id);
      if (rows.length === 0) break;
      for (const row of rows) {
        if (row.id > head.id) break;
        if (this.#entries.chain.follows(link, row)) {
          link = linkTo(row);
          checked += 1;
        } else if (checked === 0 && !genuine) {
          return broken(row.id, ANOTHER_KEY);
        } else {
          return broken(
            row.id,
            row.id === link.id + 1
              ? `Entry ${row.id} was changed or added from outside.`
              : `Entry ${row.id} was changed, or entries right before it are missing.`,
          );
        }
      }
      if ((rows.at(-1)?.id ?? 0) > head.id) break;
      await nextTurn();
    }
    if (link.id !== head.id || !Buffer.from(link.hash).equals(head.hash))
      return broken(link.id + 1, `The newest entries, from ${link.id + 1} on, are missing.`);
    if (newestId !== null && newestId > head.id)
      return broken(head.id + 1, `Entries after ${head.id} were added from outside.`);
    if (flawId !== null)
      return broken(
        null,
        `Something up to entry ${flawId} did not fit when the server last wrote: entries that are removed by now, or another key.`,
      );
    if (!genuine) return broken(null, ANOTHER_KEY);
    return { checked, brokenAt: null, reason: null };
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
