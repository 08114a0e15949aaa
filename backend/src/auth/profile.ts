import {
  appearance,
  type OwnSession,
  type PasswordChange,
  type Profile,
  type ProfilePatch,
  type SignInEntry,
} from '../contract/index.ts';
import type { SignIns } from '../db/signIns.ts';
import type { LiveSession } from '../db/sessions.ts';
import type { UserRow, Users } from '../db/users.ts';
import { notFound, unauthenticated, validationFailed } from '../errors.ts';
import { deviceOf } from './device.ts';
import { hashPassword, isSamePassword } from './passwords.ts';
import type { Client, SessionService } from './sessions.ts';
import type { SignIn } from './signIn.ts';

/** What people do with their own account. */
export class ProfileService {
  readonly #users: Users;
  readonly #sessions: SessionService;
  readonly #signIn: SignIn;
  readonly #signIns: SignIns;

  constructor(parts: { users: Users; sessions: SessionService; signIn: SignIn; signIns: SignIns }) {
    this.#users = parts.users;
    this.#sessions = parts.sessions;
    this.#signIn = parts.signIn;
    this.#signIns = parts.signIns;
  }

  /** @throws AppError unauthenticated when the user was deleted just now */
  async of(userId: number): Promise<Profile> {
    return this.#toProfile(await this.#users.find(userId));
  }

  /** What is absent stays. @throws AppError unauthenticated when the user was deleted just now */
  async update(userId: number, patch: ProfilePatch): Promise<Profile> {
    const row = await this.#users.updateProfile(userId, {
      name: patch.name,
      appearance: patch.appearance && JSON.stringify(patch.appearance),
    });
    return this.#toProfile(row);
  }

  /**
   * Ends all sessions of the user but this one.
   * @throws AppError validation_failed: the current one is wrong, or the new one is the same; rate_limited; conflict when
   * the password was changed by somebody else meanwhile
   */
  async changePassword(
    { id: keep, user: { id } }: LiveSession,
    { currentPassword, newPassword }: PasswordChange,
    client: Client,
  ): Promise<void> {
    const { password_hash } = await this.#signIn.confirm(
      id,
      currentPassword,
      client,
      'currentPassword',
    );
    if (isSamePassword(currentPassword, newPassword))
      throw validationFailed([
        { path: 'newPassword', message: 'must be another than the current one' },
      ]);
    const hash = await hashPassword(newPassword);
    const { ended } = await this.#users.changePassword(id, password_hash, hash, keep);
    this.#sessions.announceEnded(ended);
    this.#sessions.announceChanged(id);
  }

  /** The last used first. */
  async sessions({ id: current, user }: LiveSession): Promise<OwnSession[]> {
    const rows = await this.#sessions.ofUser(user.id);
    return Promise.all(
      rows.map(async (row) => ({
        id: row.id,
        device: await deviceOf(row.user_agent),
        address: row.address,
        createdAt: new Date(row.created_at).toISOString(),
        lastSeenAt: new Date(row.last_seen_at).toISOString(),
        current: row.id === current,
      })),
    );
  }

  /** @throws AppError not_found, also when it is another user's */
  async endSession(userId: number, id: string): Promise<void> {
    if (!(await this.#sessions.endOf(userId, id)))
      throw notFound('You have no such session: it may have ended already.');
  }

  /** All but this one. @returns how many */
  async endOthers({ id, user }: LiveSession): Promise<number> {
    return this.#sessions.endOthers(user.id, id);
  }

  /** The newest 20 sign-ins, failures too. */
  async signIns(userId: number): Promise<SignInEntry[]> {
    return this.#signIns.ofUser(userId);
  }

  async #toProfile(row: UserRow | undefined): Promise<Profile> {
    if (!row) throw unauthenticated();
    return {
      id: row.id,
      username: row.username,
      role: row.role,
      name: row.name,
      appearance: appearanceOf(row.appearance),
      totp: (await this.#users.totpOwners()).has(row.id),
      mustChangePassword: row.must_change_password === 1,
    };
  }
}

/** What this version does not understand any more looks as if it had never been chosen. */
function appearanceOf(stored: string | null) {
  const parsed = appearance.safeParse(stored === null ? {} : JSON.parse(stored));
  return parsed.data ?? appearance.parse({});
}
