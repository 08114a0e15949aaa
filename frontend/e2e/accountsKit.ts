import { createHmac } from 'node:crypto';
import type { Browser, BrowserContextOptions, Locator, Page } from '@playwright/test';
import type { SignedIn, TestServer } from '../../backend/test/bench/server.ts';
import { expect, test as base, watchForFaults } from './bench.ts';

export { expect };

export interface Credentials {
  username: string;
  password: string;
}

interface Fixtures {
  /** A page in another browser, with nothing in it; the test fails on what no page may do. */
  elsewhere(options?: BrowserContextOptions): Promise<Page>;
}

export const test = base.extend<Fixtures>({
  elsewhere: async ({ browser }, use) => {
    const opened: { page: Page; faults: string[] }[] = [];
    await use(async (options) => {
      const page = await newPage(browser, options);
      opened.push({ page, faults: watchForFaults(page) });
      return page;
    });
    for (const { page } of opened) await page.context().close();
    expect(opened.flatMap(({ faults }) => faults)).toEqual([]);
  },
});

const newPage = async (browser: Browser, options: BrowserContextOptions = {}) =>
  (await browser.newContext(options)).newPage();

/** Types who one is, on the sign-in page. */
export async function typeSignIn(page: Page, { username, password }: Credentials): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Signs in and waits until one is in. */
export async function signIn(page: Page, server: TestServer, who: Credentials): Promise<void> {
  await page.goto(`${server.url}/login`);
  await typeSignIn(page, who);
  await expect(page).toHaveURL(/\/containers/);
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to ArchNest' })).toBeVisible();
  // Whoever signs in next does not begin where this one left.
  await expect(page).toHaveURL(/\/login$/);
}

/** Asks the API as a script does. @throws Error with what the server said */
export async function ask<T>(
  server: TestServer,
  { token }: Pick<SignedIn, 'token'>,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return (text === '' ? null : JSON.parse(text)) as T;
}

/** With which status the API answers this token. */
export async function statusFor(server: TestServer, token: string, path: string): Promise<number> {
  const answer = await fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } });
  await answer.arrayBuffer();
  return answer.status;
}

/** Somebody who has chosen their own password, by way of the API. */
export async function addPerson(
  server: TestServer,
  admin: SignedIn,
  { username, role }: { username: string; role: 'admin' | 'member' },
): Promise<Credentials> {
  const given = `a password given to ${username}`;
  const password = `the own password of ${username}`;
  await ask(server, admin, 'POST', '/api/users', { username, role, password: given });
  const session = await ask<SignedIn>(server, { token: '' }, 'POST', '/api/auth/login', {
    username,
    password: given,
  });
  const change = { currentPassword: given, newPassword: password };
  await ask(server, session, 'POST', '/api/auth/password', change);
  return { username, password };
}

/** The row of a short table in the settings. */
export const rowIn = (page: Page, table: string, text: string | RegExp): Locator =>
  page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: text });

/** A part of the settings under its heading. */
export const part = (page: Page, title: string): Locator =>
  page.getByRole('region', { name: title, exact: true });

/** What a page keeps beyond itself. */
export const stored = (page: Page): Promise<string> =>
  page.evaluate(async () =>
    JSON.stringify([
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      history.state,
      await indexedDB.databases(),
      await caches.keys(),
      document.cookie,
      location.href,
      window.name,
    ]),
  );

/** What an authenticator shows, so many steps from now: by the letter of RFC 6238, and no library of ours. */
export function codeOf(secret: string, stepsOff = 0): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = Array.from(secret, (one) => letters.indexOf(one).toString(2).padStart(5, '0'));
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + stepsOff));
  const key = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = mac.readUInt8(19) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
