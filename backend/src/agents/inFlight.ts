import { AppError } from '../errors.ts';

const MEBIBYTE = 1024 * 1024;

/** As many as four of the largest reports from one sender, and sixteen in all: honest ones are a thousandth of that. */
const MOST_OF_ONE = 64 * MEBIBYTE;
const MOST = 256 * MEBIBYTE;
const RETRY_AFTER_S = 5;

/**
 * Counts the bytes of the reports that are being received or wait to be read, since those are in memory: whoever has an
 * agent's token could otherwise fill it.
 */
export class InFlight {
  readonly #of = new Map<string, number>();
  #all = 0;

  /**
   * @param sender whose share it is
   * @param bytes that may come
   * @returns gives them back; call it once
   * @throws AppError rate_limited
   */
  take(sender: string, bytes: number): () => void {
    const theirs = this.#of.get(sender) ?? 0;
    if (theirs + bytes > MOST_OF_ONE || this.#all + bytes > MOST) throw tooMuch();
    this.#set(sender, theirs + bytes);
    this.#all += bytes;
    return () => {
      this.#set(sender, (this.#of.get(sender) ?? 0) - bytes);
      this.#all -= bytes;
    };
  }

  #set(sender: string, bytes: number): void {
    if (bytes === 0) this.#of.delete(sender);
    else this.#of.set(sender, bytes);
  }
}

const tooMuch = () =>
  new AppError(
    'rate_limited',
    `Too many reports are on their way in. Try again in ${RETRY_AFTER_S} s.`,
    { retryAfterSeconds: RETRY_AFTER_S },
  );
