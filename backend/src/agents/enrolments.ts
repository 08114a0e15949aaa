import { randomBytes } from 'node:crypto';
import type { CreatedAgentToken } from '../contract/index.ts';
import type { Enrolments } from '../db/enrolments.ts';
import { digestOf } from '../db/shownOnce.ts';
import { unauthenticated } from '../errors.ts';
import type { AgentTokenService } from './tokens.ts';

const LIFETIME_MS = 15 * 60_000;
/** Crockford's: no letter that looks like a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 4;
const GROUP = 5;

/** A code as it was made; it is stored nowhere. */
export interface NewCode {
  code: string;
  expiresAt: number;
}

/**
 * Codes that a machine trades for a token of its own. A code may stand in a command, and so in a shell's history and in
 * the list of processes: it is good once, for a quarter of an hour, and for one host.
 */
export class EnrolmentService {
  readonly #repository: Enrolments;
  readonly #tokens: AgentTokenService;

  constructor(repository: Enrolments, tokens: AgentTokenService) {
    this.#repository = repository;
    this.#tokens = tokens;
  }

  /** A new code of 100 bits. */
  async create(hostId: string, createdBy: string | null): Promise<NewCode> {
    const code = newCode();
    const now = Date.now();
    const expiresAt = now + LIFETIME_MS;
    await this.#repository.insert({
      digest: digestOf(code),
      host_id: hostId,
      created_at: now,
      created_by: createdBy,
      expires_at: expiresAt,
    });
    return { code, expiresAt };
  }

  /**
   * A token for the code's host; of several that bring one code, one gets it.
   * @throws AppError unauthenticated, the same for a code that is unknown, used or too old
   */
  async redeem(code: string): Promise<CreatedAgentToken> {
    const digest = digestOf(asMade(code));
    const now = Date.now();
    const found = await this.#repository.find(digest, now);
    const created =
      found &&
      (await this.#tokens.add(found.host_id, byEnrolment(found.created_by), (row, oldEndAt) =>
        this.#repository.redeem(digest, now, row, oldEndAt),
      ));
    if (!created)
      throw unauthenticated(
        'That code is not good, or not any more: make a new one on the Hosts page.',
      );
    return created;
  }
}

function newCode(): string {
  // 256 is a multiple of 32: each character is as likely as any other.
  const characters = Array.from(
    randomBytes(GROUPS * GROUP),
    (byte) => ALPHABET[byte % ALPHABET.length] ?? '',
  );
  return group(characters.join(''));
}

/** What was typed, as the code was written: case, dashes, spaces and look-alikes do not count. */
const asMade = (typed: string) =>
  group(
    typed
      .toUpperCase()
      .replaceAll(/[\s-]/g, '')
      .replaceAll('O', '0')
      .replaceAll(/[IL]/g, '1')
      .slice(0, GROUPS * GROUP + 1),
  );

const group = (characters: string) => (characters.match(/.{1,5}/gs) ?? []).join('-');

const byEnrolment = (username: string | null) =>
  username === null ? 'enrolment' : `${username} (enrolment)`;
