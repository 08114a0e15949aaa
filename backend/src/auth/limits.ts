import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimited } from '../errors.ts';

/** Counts attempts by key; what turned out right can be given back, so that only failures add up. */
export class AttemptLimit {
  readonly #limiter: RateLimiterMemory;

  /** @param points attempts per `seconds` */
  constructor(points: number, seconds: number) {
    this.#limiter = new RateLimiterMemory({ points, duration: seconds });
  }

  /**
   * Takes one attempt before it is tried, or a burst of parallel guesses would all pass.
   * @returns gives the attempt back, while it counts
   * @throws AppError rate_limited
   */
  async take(key: string): Promise<() => Promise<void>> {
    let until: number;
    try {
      const { msBeforeNext } = await this.#limiter.consume(key);
      until = performance.now() + msBeforeNext;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw rateLimited(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
    }
    return async () => {
      // Later it would be one more than allowed.
      if (performance.now() < until) await this.#limiter.reward(key);
    };
  }
}
