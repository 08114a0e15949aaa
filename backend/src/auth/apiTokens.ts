import { EventEmitter } from 'node:events';
import type { ApiToken, CreatedApiToken, NewApiToken } from '../contract/index.ts';
import type { ApiTokens, LiveApiToken } from '../db/apiTokens.ts';
import type { LiveSession } from '../db/sessions.ts';
import { digestOf, newToken } from '../db/shownOnce.ts';

const PREFIX = 'archnest_pat_';
const SHAPE = /^archnest_pat_[\w-]{43}$/;
/** How a token is called among sessions; theirs have no colon. */
const ID = /^token:([1-9][0-9]*)$/;
const DAY_MS = 86_400_000;
const TOUCH_EVERY_MS = 60_000;

/** Whether this is meant to be an API token, good or bad. */
export const isApiToken = (bearer: string) => bearer.startsWith(PREFIX);

/**
 * Tokens for scripts: 256 random bits, of which the hash alone is stored, so that looking one up compares nothing that
 * its time could tell of. Emits `ended` with the id of one that is revoked.
 */
export class ApiTokenService extends EventEmitter<{ ended: [id: string] }> {
  readonly #repository: ApiTokens;

  constructor(repository: ApiTokens) {
    super();
    this.#repository = repository;
  }

  /** A user's own, oldest first, ended ones too. */
  async of(userId: number): Promise<ApiToken[]> {
    return this.#repository.of(userId);
  }

  /**
   * A new token, which is known to nobody but who gets this answer.
   * @throws AppError conflict when the user has as many as one may
   */
  async create(
    userId: number,
    { name, scope, expiresInDays }: NewApiToken,
  ): Promise<CreatedApiToken> {
    const { token, digest, hint } = newToken(PREFIX);
    const now = Date.now();
    const apiToken = await this.#repository.insert(
      userId,
      { name, scope, hash: digest, hint },
      now,
      expiresInDays === null ? null : now + expiresInDays * DAY_MS,
    );
    return { token, apiToken };
  }

  /** For the audit: the name of a user's own token, or the number of one that they do not have. */
  async nameOf(userId: number, tokenId: string): Promise<string> {
    const own = await this.#repository.of(userId);
    return own.find(({ id }) => id === tokenId)?.name ?? `token ${tokenId}`;
  }

  /** @throws AppError not_found, also when it is another user's */
  async revoke(userId: number, tokenId: string): Promise<void> {
    await this.#repository.delete(userId, Number(tokenId));
    this.emit('ended', `token:${tokenId}`);
  }

  /** Who asks with this token, while it and its owner are good. What cannot be a token is not even looked up. */
  async open(token: string, address: string): Promise<LiveSession | undefined> {
    if (!SHAPE.test(token)) return undefined;
    return this.#used(await this.#repository.findByHash(digestOf(token), Date.now()), address);
  }

  /** The same by its id in `LiveSession`, for what stays open. */
  async find(id: string): Promise<LiveSession | undefined> {
    const [, tokenId] = ID.exec(id) ?? [];
    if (tokenId === undefined) return undefined;
    return this.#used(await this.#repository.findById(Number(tokenId), Date.now()));
  }

  async #used(found: LiveApiToken | undefined, address?: string): Promise<LiveSession | undefined> {
    if (!found) return undefined;
    const now = Date.now();
    const since = now - TOUCH_EVERY_MS;
    if ((found.last_used_at ?? 0) <= since)
      // On a full disk the token is as good as before.
      await this.#repository.touch(found, now, since, address).catch(() => undefined);
    const { id, username, role, mustChangePassword } = found.owner;
    return {
      id: `token:${found.id}`,
      expiresAt: found.expires_at ?? Infinity,
      lastSeenAt: found.last_used_at ?? now,
      mustChangePassword,
      user: { id, username, role: found.scope === 'manage' ? role : 'member' },
      token: { id: String(found.id), name: found.name },
    };
  }
}
