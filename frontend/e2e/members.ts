import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { hashPassword } from '../../backend/src/auth/passwords.ts';
import type { TestServer } from '../../backend/test/bench/server.ts';
import { expect } from './bench.ts';

/** Puts a member into the database, since there is no other way in yet, and signs the browser in as them. */
export async function signInMember(server: TestServer, context: BrowserContext) {
  const member = { username: 'bob', password: 'a password of a member' };
  const database = new DatabaseSync(join(server.dataDir, 'archnest.db'));
  database
    .prepare(
      `insert into users (username, username_key, password_hash, role, active, created_at)
       values (?, ?, ?, 'member', 1, 0)`,
    )
    .run(member.username, member.username, await hashPassword(member.password));
  database.close();
  const headers = { origin: server.url };
  const login = await context.request.post(`${server.url}/api/auth/login`, {
    data: member,
    headers,
  });
  expect(login.status()).toBe(200);
}
