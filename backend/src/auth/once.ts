import { RecentMap } from './recentMap.ts';

/**
 * What is said once in a while for each key, so that going on leaves one trace and not one a request. Bounded: with very
 * many keys the oldest are forgotten, and are news again.
 */
export class Once {
  readonly #forMs: number;
  readonly #seen = new RecentMap<string, number>();
  readonly #now: () => number;

  /** @param now in milliseconds, of a clock that nobody sets */
  constructor(forMs: number, now: () => number = () => performance.now()) {
    this.#forMs = forMs;
    this.#now = now;
  }

  /** Whether this is the first time in `forMs`. */
  isNews(...parts: readonly (string | number)[]): boolean {
    const now = this.#now();
    const key = JSON.stringify(parts);
    const at = this.#seen.get(key);
    if (at !== undefined && now - at < this.#forMs) return false;
    this.#seen.set(key, now);
    // What stands first is the oldest.
    for (const [old, since] of this.#seen) {
      if (now - since < this.#forMs) break;
      this.#seen.delete(old);
    }
    return true;
  }
}
