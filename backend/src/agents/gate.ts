import { timingSafeEqual } from 'node:crypto';
import { digestOf } from '../db/shownOnce.ts';
import { disabled, forbidden, unauthenticated } from '../errors.ts';
import type { AgentTokenService, BoundToken } from './tokens.ts';

/** Stands for the shared token where tokens have ids: theirs begin with 1. */
export const SHARED_TOKEN = 0;

/** What a request's token is good for: any host that has none of its own, or one host. */
export type Pass = 'shared' | BoundToken;

/**
 * The agents' door, in two steps: `check` before a body is read, `admit` once the report says whose it is.
 * Digests are compared and looked up, so that neither a token's length nor its first wrong byte shows in the time,
 * and tokens of different lengths cannot make the comparison throw.
 */
export class AgentGate {
  readonly #shared: Buffer | undefined;
  readonly #tokens: AgentTokenService;

  constructor(sharedToken: string | undefined, tokens: AgentTokenService) {
    this.#shared = sharedToken === undefined ? undefined : digestOf(sharedToken);
    this.#tokens = tokens;
  }

  /** Whether any agent may report. */
  get enabled(): boolean {
    return this.#shared !== undefined || this.#tokens.any;
  }

  /**
   * @param authorization the request's `Authorization` header
   * @throws AppError disabled when there is no token that would do; unauthenticated
   */
  check(authorization: string | undefined): Pass {
    const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1] ?? '';
    const digest = digestOf(token);
    const own = this.#tokens.find(digest);
    if (own) return own;
    if (this.#shared && timingSafeEqual(digest, this.#shared)) return 'shared';
    throw this.enabled ? wrongToken() : noToken();
  }

  /**
   * Lets a report of this host in, and notes the use of its own token.
   * @returns the token's id
   * @throws AppError forbidden when the token is not for this host; unauthenticated when it was revoked meanwhile
   */
  admit(pass: Pass, hostId: string, address: string): number {
    if (pass === 'shared') {
      if (this.#tokens.has(hostId))
        throw forbidden(
          `${hostId} has a token of its own, so the shared one is not taken for it: enrol this machine, or give it an ARCHNEST_HOST_ID of its own.`,
        );
      return SHARED_TOKEN;
    }
    if (pass.hostId !== hostId)
      throw forbidden(
        `This token is for the host ${pass.hostId} and may not report ${hostId}: set ARCHNEST_HOST_ID, or enrol this machine.`,
      );
    if (!this.#tokens.use(pass, address)) throw wrongToken();
    return pass.id;
  }

  /**
   * What the host's last report came with, or `null` when that would not be taken any more.
   * @param tokenId as `admit` returned it then; `null` where that is not known, and what would be taken is assumed
   */
  tokenOf(hostId: string, tokenId: number | null): 'own' | 'shared' | null {
    if (tokenId !== null && tokenId !== SHARED_TOKEN)
      return this.#tokens.has(hostId, tokenId) ? 'own' : null;
    if (this.#tokens.has(hostId)) return tokenId === null ? 'own' : null;
    return this.#shared ? 'shared' : null;
  }
}

const wrongToken = () =>
  unauthenticated(
    'That agent token is not right, or was revoked: enrol the machine again, or compare it with ARCHNEST_AGENT_TOKEN on the server.',
  );

const noToken = () =>
  disabled(
    'No agent token is there yet: enrol a machine on the Hosts page, or set ARCHNEST_AGENT_TOKEN on the server and restart it.',
  );
