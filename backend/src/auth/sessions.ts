import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { LiveSession, Moment, SessionRow, Sessions } from '../db/sessions.ts';
import type { UserRow } from '../db/users.ts';
import { unauthenticated } from '../errors.ts';

const DAY_MS = 86_400_000;
/** Whoever uses their session keeps it, up to a month; a browser that nobody opens any more is signed out. */
const LIFETIME_MS = 30 * DAY_MS;
const IDLE_MS = 7 * DAY_MS;
/** Fine enough for "last seen", coarse enough that reading does not mean writing. */
const TOUCH_EVERY_MS = 60_000;

export type { LiveSession };

export interface Client {
  userAgent: string;
  address: string;
}

interface Events {
  /** A session was ended, by its id. */
  ended: [id: string];
  /** What a user may do was changed, by their id: ask again. */
  changed: [userId: number];
}

/** Sessions live in the database; a token only names one. Who ends sessions or changes users says so here. */
export class SessionService extends EventEmitter<Events> {
  readonly #repository: Sessions;

  constructor(repository: Sessions) {
    super();
    // One listener for each open socket.
    this.setMaxListeners(0);
    this.#repository = repository;
  }

  /**
   * A session for whoever has shown that they are this user.
   * @throws AppError unauthenticated when the user is not active any more, or their password another by now
   */
  async start(user: Pick<UserRow, 'id' | 'password_hash'>, client: Client): Promise<LiveSession> {
    const moment = thisMoment();
    const { now } = moment;
    const id = randomBytes(18).toString('base64url');
    const expiresAt = now + LIFETIME_MS;
    await this.#repository.deleteEnded(moment);
    const row = {
      id,
      user_id: user.id,
      created_at: now,
      last_seen_at: now,
      expires_at: expiresAt,
      user_agent: client.userAgent.slice(0, 512),
      address: client.address,
    };
    const current = await this.#repository.insert(row, user);
    if (!current) throw unauthenticated('The account was changed just now: sign in again.');
    const { username, role, must_change_password } = current;
    return {
      id,
      expiresAt,
      lastSeenAt: now,
      mustChangePassword: must_change_password === 1,
      user: { id: user.id, username, role },
    };
  }

  /** The session that a verified token names, while it lives and its user is active. Asking is using it. */
  async find(id: string): Promise<LiveSession | undefined> {
    const moment = thisMoment();
    const session = await this.#repository.findLive(id, moment);
    if (session && moment.now - session.lastSeenAt > TOUCH_EVERY_MS)
      // Nobody waits for it; and on a full disk the session is as good as before, and looking is needed most.
      this.#repository.touch(id, session.user.id, moment.now).catch(() => undefined);
    return session;
  }

  /** The live ones of a user, the last used first. */
  async ofUser(userId: number): Promise<SessionRow[]> {
    return this.#repository.ofUser(userId, thisMoment());
  }

  async end(id: string): Promise<void> {
    await this.#repository.delete(id);
    this.emit('ended', id);
  }

  /** @returns false when this user has no such session */
  async endOf(userId: number, id: string): Promise<boolean> {
    const ended = await this.#repository.deleteOf(userId, id);
    if (ended) this.emit('ended', id);
    return ended;
  }

  /** All of a user but one. @returns how many */
  async endOthers(userId: number, keep: string): Promise<number> {
    const ended = await this.#repository.deleteOthers(userId, keep);
    this.announceEnded(ended);
    return ended.length;
  }

  /** For whoever has ended sessions together with what they hang on. */
  announceEnded(ids: readonly string[]): void {
    for (const id of ids) this.emit('ended', id);
  }

  /** For whoever has changed what a user may do. */
  announceChanged(userId: number): void {
    this.emit('changed', userId);
  }

  async knowsAddress(userId: number, address: string): Promise<boolean> {
    return this.#repository.knowsAddress(userId, address, thisMoment());
  }
}

function thisMoment(): Moment {
  const now = Date.now();
  return { now, idleSince: now - IDLE_MS };
}
