import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (value: string) => createHash('sha256').update(value).digest();

/** What a request's credentials are worth at the agents' door. */
export type GateVerdict = 'open' | 'disabled' | 'refused';

/**
 * The agents' door. Digests are compared, so that neither the token's length nor its first wrong byte shows in
 * the time, and tokens of different lengths cannot make the comparison throw.
 */
export class AgentGate {
  readonly #expected: Buffer | undefined;

  constructor(sharedToken: string | undefined) {
    this.#expected = sharedToken === undefined ? undefined : digest(sharedToken);
  }

  get enabled(): boolean {
    return this.#expected !== undefined;
  }

  /** @param authorization the request's `Authorization` header */
  check(authorization: string | undefined): GateVerdict {
    if (!this.#expected) return 'disabled';
    const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1] ?? '';
    return timingSafeEqual(digest(token), this.#expected) ? 'open' : 'refused';
  }
}
