import type { CreatedUser, ManagedUser, Role } from '../src/contract/index.ts';
import { ADMIN, call, type Answer, type TestServer } from './kit.ts';

/** A user who has chosen their own password, and is signed in. */
export interface Person {
  id: number;
  username: string;
  password: string;
  token: string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}

export const signIn = (
  server: TestServer,
  username: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  call(server, 'POST', '/api/auth/login', { body: { username, password }, headers });

/** @throws Error with what the server said */
export async function tokenOf(
  server: TestServer,
  username: string,
  password: string,
): Promise<string> {
  const { status, body } = await signIn(server, username, password);
  if (status !== 200) throw new Error(`signing in answered ${status}: ${JSON.stringify(body)}`);
  return body.token as string;
}

/** The admin of `setUp`, in another session. */
export const adminToken = (server: TestServer) => tokenOf(server, ADMIN.username, ADMIN.password);

/** Creates a user as an admin does. @throws Error with what the server said */
export async function createUser(
  server: TestServer,
  admin: string,
  user: { username: string; role: Role; password?: string; name?: string },
): Promise<CreatedUser> {
  const { status, body } = await call(server, 'POST', '/api/users', { token: admin, body: user });
  if (status !== 201)
    throw new Error(`creating a user answered ${status}: ${JSON.stringify(body)}`);
  return body as CreatedUser;
}

/** Creates a user, signs them in and has them choose a password. @throws Error with what the server said */
export async function aPerson(
  server: TestServer,
  admin: string,
  username: string,
  role: Role = 'member',
): Promise<Person> {
  const { user, temporaryPassword } = await createUser(server, admin, { username, role });
  if (temporaryPassword === null) throw new Error('no temporary password');
  const token = await tokenOf(server, username, temporaryPassword);
  const password = `the password of ${username}`;
  const body = { currentPassword: temporaryPassword, newPassword: password };
  const changed = await call(server, 'POST', '/api/auth/password', { token, body });
  if (changed.status !== 204) throw new Error(`the change answered ${changed.status}`);
  return {
    id: user.id,
    username,
    password,
    token,
    call: (method, path, sent) => call(server, method, path, { token, body: sent }),
  };
}

/** @throws Error when there is no such user */
export async function managed(
  server: TestServer,
  admin: string,
  username: string,
): Promise<ManagedUser> {
  const { body } = await call(server, 'GET', '/api/users', { token: admin });
  const found = (body as ManagedUser[]).find((user) => user.username === username);
  if (!found) throw new Error(`there is no ${username}`);
  return found;
}
