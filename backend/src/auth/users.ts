import type {
  CreatedUser,
  ManagedUser,
  NewUser,
  ResetPassword,
  UserPatch,
} from '../contract/index.ts';
import type { UserRow, Users } from '../db/users.ts';
import { conflict } from '../errors.ts';
import { hashPassword, temporaryPassword } from './passwords.ts';
import type { SessionService } from './sessions.ts';

/** What admins do with accounts. Whom it concerns notices at once, in what they have open. */
export class UserService {
  readonly #users: Users;
  readonly #sessions: SessionService;

  constructor(users: Users, sessions: SessionService) {
    this.#users = users;
    this.#sessions = sessions;
  }

  /** By name. */
  async all(): Promise<ManagedUser[]> {
    const owners = await this.#users.totpOwners();
    return (await this.#users.all()).map((row) => toManaged(row, owners));
  }

  /** For the audit: the username, or the number of a user that is not there. */
  async nameOf(id: number): Promise<string> {
    return (await this.#users.find(id))?.username ?? `user ${id}`;
  }

  /** @throws AppError conflict: the name is taken, or every seat; forbidden */
  async create(actorId: number, { username, name, role, password }: NewUser): Promise<CreatedUser> {
    const temporary = password === undefined ? temporaryPassword() : null;
    const row = await this.#users.insert(
      actorId,
      {
        username,
        name,
        role,
        passwordHash: await hashPassword(password ?? temporary ?? ''),
        mustChangePassword: true,
      },
      Date.now(),
    );
    return { user: await this.#managed(row), temporaryPassword: temporary };
  }

  /**
   * @throws AppError not_found; forbidden; conflict: the name is taken, or every seat, or nobody active would be an admin,
   * or it is one's own second factor, which takes the password to end
   */
  async update(actorId: number, id: number, patch: UserPatch): Promise<ManagedUser> {
    if (patch.totp === false && actorId === id)
      throw conflict('Turn off your own second factor in your account: it asks for your password.');
    const { user, ended } = await this.#users.update(actorId, id, patch);
    this.#announce(id, ended);
    return this.#managed(user);
  }

  /** @throws AppError not_found; forbidden; conflict when nobody active would be an admin */
  async delete(actorId: number, id: number): Promise<void> {
    const { ended } = await this.#users.delete(actorId, id);
    this.#announce(id, ended);
  }

  /**
   * A temporary password, known to nobody but who gets this answer.
   * @throws AppError not_found; forbidden; conflict for one's own, which takes the current one to change
   */
  async resetPassword(actorId: number, id: number): Promise<ResetPassword> {
    if (actorId === id)
      throw conflict('Change your own password in your account: it asks for the current one.');
    const temporary = temporaryPassword();
    const { ended } = await this.#users.resetPassword(actorId, id, await hashPassword(temporary));
    this.#announce(id, ended);
    return { temporaryPassword: temporary };
  }

  #announce(id: number, ended: readonly string[]): void {
    this.#sessions.announceEnded(ended);
    this.#sessions.announceChanged(id);
  }

  async #managed(row: UserRow): Promise<ManagedUser> {
    return toManaged(row, await this.#users.totpOwners());
  }
}

const toManaged = (row: UserRow, totpOwners: ReadonlySet<number>): ManagedUser => ({
  id: row.id,
  username: row.username,
  name: row.name,
  role: row.role,
  active: row.active === 1,
  totp: totpOwners.has(row.id),
  mustChangePassword: row.must_change_password === 1,
  createdAt: new Date(row.created_at).toISOString(),
  lastSeenAt: row.last_seen_at === null ? null : new Date(row.last_seen_at).toISOString(),
});
