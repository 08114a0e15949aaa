import { unauthenticated } from '../errors.ts';
import { AttemptLimit, type GiveBack } from './limits.ts';
import { RecentMap } from './recentMap.ts';
import type { Factor, TotpService } from './totp.ts';

/** Longer than any attempt counts. */
const FORGET_AFTER_MS = 60 * 60_000;

/**
 * The second question at sign-in. Whoever comes this far knows the password: one of three codes in a million is right,
 * so they are counted by account and not by address alone, and apart for each address that the user is known at, so
 * that who guesses elsewhere does not lock the user out.
 */
export class SecondFactor {
  readonly #totp: TotpService;
  readonly #codes = new AttemptLimit(20, 60 * 60);
  /** Attempts that showed the right password and no code, by user and address: given back when a code succeeds. */
  readonly #waiting = new RecentMap<string, { at: number; taken: GiveBack[] }>();

  constructor(totp: TotpService) {
    this.#totp = totp;
  }

  /**
   * After the right password.
   * @param where the address, and whether the user is known there
   * @param taken what the attempt took of the limits; it stays taken where this throws
   * @returns what was shown; `null` when this user needs no second factor
   * @throws AppError unauthenticated with `details.totpRequired`; rate_limited
   */
  async check(
    userId: number,
    code: string | undefined,
    where: { address: string; known: boolean },
    taken: GiveBack[],
  ): Promise<Factor | null> {
    if (!(await this.#totp.isOn(userId))) return null;
    const key = `${userId} ${where.address}`;
    if (code === undefined) {
      this.#wait(key, taken);
      throw required('Enter the code of your second factor.');
    }
    const giveBack = this.#codes.take(where.known ? key : String(userId));
    const factor = await this.#totp.accept(userId, code);
    if (!factor)
      throw required('That code is not right, or was used already: wait for the next one.');
    giveBack();
    for (const earlier of this.#waiting.get(key)?.taken ?? []) earlier();
    this.#waiting.delete(key);
    return factor;
  }

  #wait(key: string, taken: GiveBack[]): void {
    const now = performance.now();
    // What stands first waits longest.
    for (const [other, { at }] of this.#waiting) {
      if (now - at <= FORGET_AFTER_MS) break;
      this.#waiting.delete(other);
    }
    const earlier = this.#waiting.get(key)?.taken ?? [];
    // Of more than these the limits have forgotten the first.
    this.#waiting.set(key, { at: now, taken: [...earlier, ...taken].slice(-40) });
  }
}

const required = (message: string) => unauthenticated(message, { totpRequired: true });
