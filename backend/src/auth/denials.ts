import type { AuditDetails, AuditEvent, AuditLog } from './audit.ts';

/** Somebody signed in was refused: who, from where, on which route, and under which path exactly. */
export interface Denial {
  actor: NonNullable<AuditEvent['actor']>;
  address: string;
  /** `METHOD /route/:pattern`. */
  route: string;
  path: string;
  /** Of the API token, where it was one. */
  details?: AuditDetails;
}

interface Window {
  /** The last one of those that were only counted. */
  last: Denial;
  uncounted: number;
  timer: NodeJS.Timeout;
}

/**
 * Refusals in the audit, bounded: somebody who hammers must not fill the disk, nor wash the log out. The first of a
 * user on a route is written at once; what follows is counted and written as one entry a minute. Users, tokens
 * and routes are few, so what is kept here is too.
 */
export class Denials {
  readonly #audit: AuditLog;
  readonly #everyMs: number;
  readonly #windows = new Map<string, Window>();

  constructor(audit: AuditLog, everyMs = 60_000) {
    this.#audit = audit;
    this.#everyMs = everyMs;
  }

  async record(denial: Denial): Promise<void> {
    const tokenId = denial.details?.['tokenId'] ?? '';
    const key = `${denial.actor.id} ${tokenId} ${denial.route}`;
    const window = this.#windows.get(key);
    if (window) {
      window.last = denial;
      window.uncounted += 1;
      return;
    }
    this.#open(key, denial);
    await this.#write(denial, 1);
  }

  /** Writes what was only counted so far. */
  async close(): Promise<void> {
    for (const [key, { timer, last, uncounted }] of this.#windows) {
      clearTimeout(timer);
      this.#windows.delete(key);
      if (uncounted > 0) await this.#write(last, uncounted);
    }
  }

  #open(key: string, last: Denial): void {
    const timer = setTimeout(() => void this.#end(key), this.#everyMs).unref();
    this.#windows.set(key, { last, uncounted: 0, timer });
  }

  async #end(key: string): Promise<void> {
    const window = this.#windows.get(key);
    this.#windows.delete(key);
    if (!window || window.uncounted === 0) return;
    this.#open(key, window.last);
    await this.#write(window.last, window.uncounted);
  }

  async #write({ actor, address, route, path, details }: Denial, times: number): Promise<void> {
    await this.#audit.record({
      actor,
      address,
      action: 'access.denied',
      target: route,
      outcome: 'denied',
      code: 'forbidden',
      details: { path: path.slice(0, 512), ...details, ...(times > 1 ? { times } : {}) },
    });
  }
}
