import { randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { digestOf } from '../db/shownOnce.ts';
import type { UserRow, Users } from '../db/users.ts';
import { conflict, forbidden } from '../errors.ts';
import { AttemptLimit } from './limits.ts';
import { hashPassword } from './passwords.ts';
import { readPrivateFile, removePrivateFile, writePrivateFile } from './privateFile.ts';
import type { SetupRequest } from '../contract/index.ts';

/** The first admin: whoever can read the server's log or data directory, and nobody else. */
export class Setup {
  readonly #path: string;
  readonly #users: Users;
  readonly #byAddress = new AttemptLimit(20, 60);
  #token: string | undefined;

  private constructor(path: string, users: Users, token: string | undefined) {
    this.#path = path;
    this.#users = users;
    this.#token = token;
  }

  /** Makes the one-time token when there is no user yet; a restart before setup keeps it. */
  static async open(dataDir: string, users: Users): Promise<Setup> {
    const path = join(dataDir, 'setup-token');
    if (await users.any()) {
      removePrivateFile(path);
      return new Setup(path, users, undefined);
    }
    let token = readPrivateFile(path);
    if (!token) {
      token = randomBytes(24).toString('base64url');
      writePrivateFile(path, token);
    }
    return new Setup(path, users, token);
  }

  /** The token while setup is due. */
  get token(): string | undefined {
    return this.#token;
  }

  /**
   * Creates the first admin.
   * @throws AppError conflict when a user exists, forbidden on a wrong token, rate_limited
   */
  async complete(request: SetupRequest, address: string): Promise<UserRow> {
    if (this.#token === undefined) throw conflict('ArchNest is set up already: sign in.');
    this.#byAddress.takeAt(address);
    if (!timingSafeEqual(digestOf(request.setupToken), digestOf(this.#token)))
      throw forbidden(
        'That setup token is not right: the server printed it in its log when it started.',
      );
    const hash = await hashPassword(request.password);
    const user = await this.#users.insertFirst(request.username, hash, Date.now());
    this.#token = undefined;
    removePrivateFile(this.#path);
    return user;
  }
}
