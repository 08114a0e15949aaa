import { isIPv6 } from 'node:net';
import { rateLimited } from '../errors.ts';
import { RecentMap } from './recentMap.ts';

/** Gives an attempt back, while it counts. */
export type GiveBack = () => void;

interface Window {
  readonly until: number;
  taken: number;
}

/**
 * Counts attempts by key; what turned out right can be given back, so that only failures add up. Keys come from outside:
 * of very many the oldest are forgotten.
 */
export class AttemptLimit {
  readonly #points: number;
  readonly #windowMs: number;
  readonly #windows = new RecentMap<string, Window>();

  /** @param points attempts per `seconds`, from the first one on */
  constructor(points: number, seconds: number) {
    this.#points = points;
    this.#windowMs = seconds * 1_000;
  }

  /**
   * Takes one attempt before it is tried, or a burst of parallel guesses would all pass.
   * @throws AppError rate_limited
   */
  take(key: string): GiveBack {
    const now = performance.now();
    const window = this.#windowOf(key, now);
    if (window.taken >= this.#points)
      throw rateLimited(Math.max(1, Math.ceil((window.until - now) / 1_000)));
    window.taken += 1;
    return () => {
      // Of a window that is over it is out of reach, and gives nothing away.
      window.taken -= 1;
    };
  }

  /** `take`, for all who come from the same network. */
  takeAt(address: string): GiveBack {
    return this.take(networkOf(address));
  }

  #windowOf(key: string, now: number): Window {
    const known = this.#windows.get(key);
    if (known && now < known.until) return known;
    // All are as long: what stands first ends first.
    for (const [old, { until }] of this.#windows) {
      if (now < until) break;
      this.#windows.delete(old);
    }
    const window = { until: now + this.#windowMs, taken: 0 };
    this.#windows.set(key, window);
    return window;
  }
}

/**
 * Whose attempts count together: an IPv4 address, or the /64 of an IPv6 one, since whoever has one of its addresses has
 * them all.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const missing = tail === undefined ? 0 : 8 - groups.length - after.length;
  const all = [...groups, ...Array.from({ length: missing }, () => '0'), ...after];
  const network = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
