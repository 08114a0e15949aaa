import type { Lease } from './source.ts';

/** What viewers want sampled: by each tick, or less often. */
export interface Wanted {
  /** `all`, or those ids. */
  eachTick: 'all' | ReadonlySet<string>;
}

type StatsWish = Parameters<Lease['stats']>[0];

/**
 * Who looks at a host. `start` runs with the first lease, `stop` some time after the last was given back, so that a
 * reload or the next request finds everything warm.
 */
export class Leases {
  readonly #wishes = new Map<object, StatsWish>();
  readonly #start: () => void;
  readonly #stop: () => void;
  readonly #lingerMs: number;
  #linger: NodeJS.Timeout | undefined;
  #started = false;
  #closed = false;

  constructor(start: () => void, stop: () => void, lingerMs: number) {
    this.#start = start;
    this.#stop = stop;
    this.#lingerMs = lingerMs;
  }

  acquire(): Lease {
    const lease: Lease = {
      stats: (wanted) => {
        if (this.#wishes.has(lease)) this.#wishes.set(lease, wanted);
      },
      release: () => {
        if (this.#wishes.delete(lease)) this.#settle();
      },
    };
    this.#wishes.set(lease, undefined);
    this.#settle();
    return lease;
  }

  /** All wishes together; `null` when nobody wants samples. */
  wanted(): Wanted | null {
    const wishes = [...this.#wishes.values()].filter((wish) => wish !== undefined);
    if (!wishes.length) return null;
    const eachTick = new Set<string>();
    for (const wish of wishes) {
      if (wish === 'all') return { eachTick: 'all' };
      for (const id of wish) eachTick.add(id);
    }
    return { eachTick };
  }

  /** Stops at once, for good. */
  close(): void {
    this.#closed = true;
    this.#wishes.clear();
    clearTimeout(this.#linger);
    if (this.#started) this.#stop();
    this.#started = false;
  }

  #settle(): void {
    clearTimeout(this.#linger);
    if (this.#closed) return;
    if (this.#wishes.size) {
      if (this.#started) return;
      this.#started = true;
      this.#start();
      return;
    }
    this.#linger = setTimeout(() => {
      this.#started = false;
      this.#stop();
    }, this.#lingerMs).unref();
  }
}
