import type { FastifyBaseLogger } from 'fastify';
import type { AuditOutcome, ErrorCode, User } from '../contract/index.ts';
import type { AuditEntries } from '../db/audit.ts';
import { internal } from '../errors.ts';

const DAY_MS = 86_400_000;
const RETENTION_DAYS = 180;
/** Paths and names are somebody else's text. */
const LONGEST_TEXT = 512;

/** What was done, as the contract's query takes it: kind and act in small letters, such as `container.stop`. */
export type AuditAction = `${string}.${string}`;

/** Never a secret, never a request's body. */
export type AuditDetails = Record<string, string | number | boolean | null>;

export interface AuditEvent {
  actor: Pick<User, 'id' | 'username'> | null;
  address: string | null;
  action: AuditAction;
  /** A host key, a container (`docker:1/web`), a path, a user. */
  target: string | null;
  outcome: AuditOutcome;
  code?: ErrorCode;
  details?: AuditDetails;
}

/**
 * Writes down who did what. Most of it is written when it is done, and a failure to write is logged with all that
 * the entry would have said: on a full disk an admin must still be able to stop and remove what fills it, and must
 * not be told that it failed when it was done. What opens a door for acts that nobody sees, a shell above all, is
 * written before (`recordFirst`), and does not happen when it cannot be.
 */
export class AuditLog {
  readonly #entries: AuditEntries;
  readonly #log: FastifyBaseLogger;
  #pruning: NodeJS.Timeout | undefined;

  constructor(entries: AuditEntries, log: FastifyBaseLogger) {
    this.#entries = entries;
    this.#log = log;
  }

  /** For what has happened. Resolves when the entry is on the disk; never rejects. */
  async record(event: AuditEvent): Promise<void> {
    try {
      await this.#append(event);
    } catch (error) {
      this.#log.error({ err: error, audit: event }, 'an audit entry could not be written');
    }
  }

  /**
   * For what must not happen unwritten: do it when this has resolved.
   * @throws AppError internal
   */
  async recordFirst(event: AuditEvent): Promise<void> {
    try {
      await this.#append(event);
    } catch (error) {
      throw internal(error);
    }
  }

  /** Forgets what is older than 180 days, now and once a day. */
  async start(): Promise<void> {
    this.#pruning = setInterval(() => void this.#prune(), DAY_MS).unref();
    await this.#prune();
  }

  close(): void {
    clearInterval(this.#pruning);
  }

  async #append(event: AuditEvent): Promise<void> {
    const { actor, address, action, target, outcome, code, details } = event;
    await this.#entries.append({
      at: Date.now(),
      actor: actor?.username ?? null,
      actor_id: actor?.id ?? null,
      address,
      action,
      target: target?.slice(0, LONGEST_TEXT) ?? null,
      outcome,
      code: code ?? null,
      details: details ? JSON.stringify(details) : null,
    });
  }

  async #prune(): Promise<void> {
    try {
      await this.#entries.deleteBefore(Date.now() - RETENTION_DAYS * DAY_MS);
    } catch (error) {
      this.#log.error({ err: error }, 'old audit entries could not be removed');
    }
  }
}
