import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { LiveSession, Sessions } from '../db/sessions.ts';
import type { Role } from '../contract/index.ts';

const DAY_MS = 86_400_000;
const LIFETIME_MS = 7 * DAY_MS;
/** Fine enough for "last seen", coarse enough that reading does not mean writing. */
const TOUCH_EVERY_MS = 60_000;

export type { LiveSession };

export interface Client {
  userAgent: string;
  address: string;
}

/** Sessions live in the database; a token only names one. Emits `ended` with the id when one is ended. */
export class SessionService extends EventEmitter<{ ended: [id: string] }> {
  readonly #repository: Sessions;

  constructor(repository: Sessions) {
    super();
    // One listener for each open socket.
    this.setMaxListeners(0);
    this.#repository = repository;
  }

  async start(
    user: { id: number; username: string; role: Role },
    client: Client,
  ): Promise<LiveSession> {
    const now = Date.now();
    const id = randomBytes(18).toString('base64url');
    const expiresAt = now + LIFETIME_MS;
    await this.#repository.deleteExpired(now);
    await this.#repository.insert({
      id,
      user_id: user.id,
      created_at: now,
      last_seen_at: now,
      expires_at: expiresAt,
      user_agent: client.userAgent.slice(0, 512),
      address: client.address,
    });
    return { id, expiresAt, lastSeenAt: now, user };
  }

  /** The session that a verified token names, while it lives and its user is active. */
  async find(id: string): Promise<LiveSession | undefined> {
    const now = Date.now();
    const session = await this.#repository.findLive(id, now);
    if (session && now - session.lastSeenAt > TOUCH_EVERY_MS)
      // On a full disk the session is as good as before, and looking is needed most.
      await this.#repository.touch(id, now).catch(() => undefined);
    return session;
  }

  async end(id: string): Promise<void> {
    await this.#repository.delete(id);
    this.emit('ended', id);
  }

  async knowsAddress(userId: number, address: string): Promise<boolean> {
    return this.#repository.knowsAddress(userId, address, Date.now());
  }
}
