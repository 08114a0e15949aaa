import { createHmac } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Schema } from './schema.ts';

export type AuditRow = Selectable<Schema['audit_log']>;
export type ChainState = Omit<Selectable<Schema['audit_chain']>, 'id'>;

/** Where a walk along the chain stands: the last entry, 0 before the first, and its hash. */
export interface Link {
  id: number;
  hash: Uint8Array;
}

export const BEGINNING: Link = { id: 0, hash: new Uint8Array(32) };

/**
 * The hashes of the audit: HMAC-SHA-256 over the hash of the entry before and all of the entry's own fields. With the
 * server's key, so that who can write the file but has not the key cannot chain it anew.
 */
export class AuditChain {
  readonly #key: Buffer;

  /** @param key 32 bytes, of this purpose alone */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** The hash of an entry as it is stored: what SQLite gives back, and not what it was given. */
  hash(previous: Link, row: AuditRow): Buffer {
    const { id, at, actor, actor_id, address, action, target, outcome, code, details } = row;
    const fields = [id, at, actor, actor_id, address, action, target, outcome, code, details];
    return this.#hmac('entry', Buffer.from(previous.hash).toString('hex'), ...fields);
  }

  /** Whether the entry is as it was written, and right after the one before it. */
  follows(previous: Link, row: AuditRow): boolean {
    return row.hash !== null && this.hash(previous, row).equals(row.hash);
  }

  /** What vouches for both ends of the chain. */
  mac(state: Omit<ChainState, 'mac'>): Buffer {
    const { anchor_id, anchor_hash, head_id, head_hash, began_at, flaw_id } = state;
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const ends = [anchor_id, hex(anchor_hash), head_id, hex(head_hash)];
    return this.#hmac('ends', ...ends, began_at, flaw_id);
  }

  /** Whether both ends are as the server has written them. */
  vouches(state: ChainState): boolean {
    return this.mac(state).equals(state.mac);
  }

  /** JSON of an array: one text for each list of values, whatever is in them. */
  #hmac(kind: 'entry' | 'ends', ...values: (string | number | null)[]): Buffer {
    const text = JSON.stringify(['archnest audit', 1, kind, ...values]);
    return createHmac('sha256', this.#key).update(text).digest();
  }
}

/** The next link after an entry, whether it fitted or not. */
export const linkTo = ({ id, hash }: AuditRow): Link => ({ id, hash: hash ?? BEGINNING.hash });
