const FOR_MS = 600_000;
const MOST = 10_000;

/**
 * Who has looked at what within ten minutes, so that reading on leaves one trace and not one a page. Bounded: with very
 * many, the oldest are forgotten, and leave a trace again.
 */
export class Views {
  readonly #seen = new Map<string, number>();
  readonly #now: () => number;

  /** @param now in milliseconds, of a clock that nobody sets */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether this is the first time in ten minutes. */
  isNew(viewer: string, target: string): boolean {
    const now = this.#now();
    const key = JSON.stringify([viewer, target]);
    const at = this.#seen.get(key);
    if (at !== undefined && now - at < FOR_MS) return false;
    // At the end again: what stands first is the oldest.
    this.#seen.delete(key);
    this.#seen.set(key, now);
    for (const [old, since] of this.#seen) {
      if (now - since < FOR_MS && this.#seen.size <= MOST) break;
      this.#seen.delete(old);
    }
    return true;
  }
}
