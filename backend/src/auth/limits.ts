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
   * @returns gives the attempt back
   * @throws AppError rate_limited
   */
  async take(key: string): Promise<() => Promise<void>> {
    try {
      await this.#limiter.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw rateLimited(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
    }
    return async () => {
      await this.#limiter.reward(key);
    };
  }
}
