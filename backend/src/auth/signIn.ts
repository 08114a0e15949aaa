import type { LoginRequest } from '../contract/index.ts';
import type { LiveSession } from '../db/sessions.ts';
import { usernameKey, type UserRow, type Users } from '../db/users.ts';
import { unauthenticated, validationFailed } from '../errors.ts';
import { AttemptLimit } from './limits.ts';
import { RecentMap } from './recentMap.ts';
import type { SecondFactor } from './secondFactor.ts';
import type { Factor } from './totp.ts';
import { NO_PASSWORD, verifyPassword } from './passwords.ts';
import type { Client, SessionService } from './sessions.ts';

/** `factor`: what was shown besides the password. */
export interface SignedIn extends LiveSession {
  factor: Factor | null;
}

/**
 * Signing in, with failures counted per address and per account. The account's limit spares the addresses from
 * which that user is or was signed in: otherwise anybody could lock the admin out by guessing badly.
 */
export class SignIn {
  readonly #users: Users;
  readonly #sessions: SessionService;
  readonly #secondFactor: SecondFactor;
  readonly #byAddress = new AttemptLimit(10, 60);
  readonly #byAccount = new AttemptLimit(20, 15 * 60);
  readonly #byConfirmation = new AttemptLimit(20, 15 * 60);
  /** `userId address` of this process's sign-ins: a known address stays known after logout. */
  readonly #known = new RecentMap<string, true>();

  constructor(users: Users, sessions: SessionService, secondFactor: SecondFactor) {
    this.#users = users;
    this.#secondFactor = secondFactor;
    this.#sessions = sessions;
  }

  /**
   * A new session for the right password, and the second factor where one is on.
   * @throws AppError unauthenticated, the same for an unknown user and a wrong password, and with
   * `details.totpRequired` when only the factor is missing or wrong; rate_limited
   */
  async attempt({ username, password, code }: LoginRequest, client: Client): Promise<SignedIn> {
    const user = await this.#users.findByName(username);
    const known = user !== undefined && (await this.#knows(user.id, client.address));
    const taken = [this.#byAddress.takeAt(client.address)];
    if (!known) taken.push(this.#byAccount.take(usernameKey(username)));
    const right = await verifyPassword(password, user?.password_hash ?? NO_PASSWORD);
    if (!right || user?.active !== 1) throw unauthenticated('Username or password is not right.');
    const where = { address: client.address, known };
    const factor = await this.#secondFactor.check(user.id, code, where, taken);
    for (const giveBack of taken) giveBack();
    this.#known.set(`${user.id} ${client.address}`, true);
    return { ...(await this.#sessions.start(user, client)), factor };
  }

  /**
   * Whoever is signed in shows again that they know their password, before something that a session alone must not do.
   * Wrong ones count as at sign-in, and per user besides, wherever they come from: a stolen session must not guess.
   * @param field where the password stood in the body
   * @returns the user with the hash that it was verified against
   * @throws AppError validation_failed on a wrong one, at `field`; unauthenticated; rate_limited
   */
  async confirm(
    userId: number,
    password: string,
    { address }: Client,
    field = 'password',
  ): Promise<UserRow> {
    const taken = [this.#byAddress.takeAt(address), this.#byConfirmation.take(String(userId))];
    const user = await this.#users.find(userId);
    if (user?.active !== 1) throw unauthenticated();
    if (!(await verifyPassword(password, user.password_hash)))
      throw validationFailed([{ path: field, message: 'is not right' }]);
    for (const giveBack of taken) giveBack();
    return user;
  }

  /** The account that an attempt was on; `undefined` when there is no such user. */
  async accountOf(username: string): Promise<Pick<UserRow, 'id' | 'username'> | undefined> {
    return this.#users.findByName(username);
  }

  async #knows(userId: number, address: string): Promise<boolean> {
    return (
      this.#known.has(`${userId} ${address}`) ||
      (await this.#sessions.knowsAddress(userId, address))
    );
  }
}
