import type { LoginRequest } from '../contract/index.ts';
import type { LiveSession } from '../db/sessions.ts';
import { usernameKey, type Users } from '../db/users.ts';
import { unauthenticated } from '../errors.ts';
import { AttemptLimit } from './limits.ts';
import { NO_PASSWORD, verifyPassword } from './passwords.ts';
import type { Client, SessionService } from './sessions.ts';

/**
 * Signing in, with failures counted per address and per account. The account's limit spares the addresses from
 * which that user is or was signed in: otherwise anybody could lock the admin out by guessing badly.
 */
export class SignIn {
  readonly #users: Users;
  readonly #sessions: SessionService;
  readonly #byAddress = new AttemptLimit(10, 60);
  readonly #byAccount = new AttemptLimit(20, 15 * 60);
  /** `userId address` of this process's sign-ins: a known address stays known after logout. */
  readonly #known = new Set<string>();

  constructor(users: Users, sessions: SessionService) {
    this.#users = users;
    this.#sessions = sessions;
  }

  /**
   * A new session for the right password.
   * @throws AppError unauthenticated, the same for an unknown user and a wrong password; rate_limited
   */
  async attempt({ username, password }: LoginRequest, client: Client): Promise<LiveSession> {
    const user = await this.#users.findByName(username);
    const known = user !== undefined && (await this.#knows(user.id, client.address));
    const taken = [await this.#byAddress.take(client.address)];
    if (!known) taken.push(await this.#byAccount.take(usernameKey(username)));
    const right = await verifyPassword(password, user?.password_hash ?? NO_PASSWORD);
    if (!right || user?.active !== 1) throw unauthenticated('Username or password is not right.');
    for (const giveBack of taken) await giveBack();
    this.#known.add(`${user.id} ${client.address}`);
    const { id, role } = user;
    return this.#sessions.start({ id, username: user.username, role }, client);
  }

  /** The account that an attempt was on; `undefined` when there is no such user. */
  async accountOf(username: string): Promise<string | undefined> {
    return (await this.#users.findByName(username))?.username;
  }

  async #knows(userId: number, address: string): Promise<boolean> {
    return (
      this.#known.has(`${userId} ${address}`) ||
      (await this.#sessions.knowsAddress(userId, address))
    );
  }
}
