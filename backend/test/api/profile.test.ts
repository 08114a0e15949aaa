import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { appearance, ownSession, profile, signInEntry } from '../../src/contract/index.ts';
import { rawStatus, UPGRADE } from '../dockerHost.ts';
import { ADMIN, call, setUp, testServer, type Answer, type TestServer } from '../kit.ts';
import { aPerson, createUser, signIn, tokenOf, type Person } from '../people.ts';
import { connect } from '../sockets.ts';

let server: TestServer;
let admin: string;

beforeEach(async () => {
  server = await testServer();
  admin = (await setUp(server)).token;
});

const ask = (method: string, path: string, body?: unknown, token = admin): Promise<Answer> =>
  call(server, method, path, { token, body });
const code = (answer: Answer) => [answer.status, answer.body.error?.code];
const audit = async (action: string) =>
  (await ask('GET', `/api/audit?action=${action}`)).body.items;
const change = (token: string, currentPassword: string, newPassword: string) =>
  ask('POST', '/api/auth/password', { currentPassword, newPassword }, token);
const live = (token: string) =>
  connect(`${server.url.replace('http', 'ws')}/api/live`, { authorization: `Bearer ${token}` });
const isAlive = async (token: string) =>
  (await ask('GET', '/api/auth/me', undefined, token)).status;

/** The database, as nobody of this process would hear of. */
function sql(text: string, ...values: unknown[]): unknown[] {
  const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
  onTestFinished(() => {
    db.close();
  });
  const statement = db.prepare(text);
  return statement.reader ? statement.all(...values) : [statement.run(...values)];
}

describe('the profile', () => {
  it('says who I am and how the page looks to me', async () => {
    const { body } = await ask('GET', '/api/auth/me');
    expect(profile.parse(body)).toEqual({
      id: 1,
      username: 'ada',
      role: 'admin',
      name: null,
      appearance: appearance.parse({}),
      totp: false,
      mustChangePassword: false,
    });
    expect((await ask('HEAD', '/api/auth/me')).status).toBe(200);
  });

  it('keeps what is absent, over a restart too, and is nobody else’s', async () => {
    const bob = await aPerson(server, admin, 'bob');
    const dark = { ...(await bob.call('GET', '/api/auth/me')).body.appearance, theme: 'dark' };
    const named = await bob.call('PATCH', '/api/auth/me', { name: '  Bob\u00e9  ' });
    expect(named.body).toMatchObject({ id: bob.id, name: 'Bob\u00e9' });
    const changed = await bob.call('PATCH', '/api/auth/me', { appearance: dark });
    expect(changed.body).toMatchObject({ name: 'Bob\u00e9', appearance: { theme: 'dark' } });
    expect((await bob.call('PATCH', '/api/auth/me', {})).body).toEqual(changed.body);
    expect((await ask('GET', '/api/auth/me')).body).toMatchObject({
      name: null,
      appearance: { theme: 'auto' },
    });
    await server.close();
    server = await testServer({ ARCHNEST_DATA_DIR: server.dataDir });
    const after = await ask('GET', '/api/auth/me', undefined, bob.token);
    expect(after.body).toEqual(changed.body);
    const back = await ask('PATCH', '/api/auth/me', { name: null }, bob.token);
    expect(back.body.name).toBeNull();
    expect((await audit('profile'))[0]).toMatchObject({
      actor: 'bob',
      details: { fields: 'name' },
    });
  });

  it('looks as if nothing had been chosen where what is stored is not understood', async () => {
    sql(`update users set appearance = '{"theme":"sepia"}'`);
    expect((await ask('GET', '/api/auth/me')).body.appearance.theme).toBe('auto');
  });

  it.each([
    ['a role', { role: 'admin' }],
    ['a username', { username: 'root' }],
    ['an unknown theme', { appearance: { theme: 'sepia' } }],
    ['an unknown key of the appearance', { appearance: { css: 'x' } }],
    ['an invisible name', { name: '\u202e' }],
    ['an empty name', { name: '' }],
    ['a long name', { name: 'x'.repeat(65) }],
    ['an array', []],
  ])('does not take %s', async (_name, patch) => {
    const before = (await ask('GET', '/api/auth/me')).body;
    expect(code(await ask('PATCH', '/api/auth/me', patch))).toEqual([400, 'validation_failed']);
    expect((await ask('GET', '/api/auth/me')).body).toEqual(before);
  });
});

describe('a temporary password', () => {
  let token: string;
  let temporary: string;
  beforeEach(async () => {
    const made = await createUser(server, admin, { username: 'eve', role: 'admin' });
    temporary = made.temporaryPassword ?? '';
    token = await tokenOf(server, 'eve', temporary);
  });

  it('is good for nothing but to be changed: no route, no socket', async () => {
    const good = [
      'GET /api/auth/me',
      'HEAD /api/auth/me',
      'POST /api/auth/password',
      'POST /api/auth/logout',
    ];
    const routes = server.app.declaredRoutes.filter(
      ({ method, url, access }) =>
        (access === 'member' || access === 'admin') && !good.includes(`${method} ${url}`),
    );
    expect(routes.length).toBeGreaterThan(60);
    for (const { method, url } of routes) {
      const path = url.replaceAll(/:(hostId|userId|tokenId|id)/g, '1').replace(/:\w+/, 'web');
      const answer = await ask(method, path, method === 'POST' ? {} : undefined, token);
      expect(answer.status, `${method} ${url}`).toBe(403);
      if (method !== 'HEAD')
        expect(answer.body.error, `${method} ${url}`).toMatchObject({
          code: 'forbidden',
          message: expect.stringMatching(/^Choose a password of your own first/),
          details: { mustChangePassword: true },
        });
    }
    for (const path of [
      '/api/live',
      '/api/docker/logs?hostId=1&container=web',
      '/api/docker/exec?hostId=1&container=web',
    ])
      expect(await rawStatus({ server, token }, 'GET', path, UPGRADE), path).toBe(403);
    const denied = await ask('GET', '/api/audit?action=access.denied&actor=eve', undefined, admin);
    expect(denied.body.items.length).toBeGreaterThan(60);
    expect((await ask('GET', '/api/auth/status', undefined, token)).status).toBe(200);
    expect((await ask('GET', '/api/auth/me', undefined, token)).body.mustChangePassword).toBe(true);
    expect((await ask('POST', '/api/auth/logout', undefined, token)).status).toBe(204);
  });

  it('opens everything once it is changed, in the same session', async () => {
    expect((await change(token, temporary, 'a password of eve')).status).toBe(204);
    expect((await ask('GET', '/api/users', undefined, token)).status).toBe(200);
    const me = await ask('GET', '/api/auth/me', undefined, token);
    expect(me.body.mustChangePassword).toBe(false);
    expect((await signIn(server, 'eve', temporary)).status).toBe(401);
    expect((await signIn(server, 'eve', 'a password of eve')).body.mustChangePassword).toBe(false);
    await live(token);
  });

  it('cannot be kept', async () => {
    const answer = await change(token, temporary, temporary);
    expect(answer.body.error.details).toMatchObject([{ path: 'newPassword' }]);
    expect((await ask('GET', '/api/users', undefined, token)).status).toBe(403);
  });
});

describe('a change of password', () => {
  it('takes the current one, ends the other sessions with their sockets, and keeps this one', async () => {
    const other = await tokenOf(server, ADMIN.username, ADMIN.password);
    const [mine, theirs] = [await live(admin), await live(other)];
    const bob = await aPerson(server, admin, 'bob');
    expect((await change(admin, ADMIN.password, 'a new password')).status).toBe(204);
    expect(await theirs.end()).toBe(4401);
    expect(await isAlive(other)).toBe(401);
    expect(await isAlive(admin)).toBe(200);
    expect(await isAlive(bob.token)).toBe(200);
    expect(mine.closed).toBeUndefined();
    expect((await signIn(server, 'ada', ADMIN.password)).status).toBe(401);
    expect((await signIn(server, 'ada', 'a new password')).status).toBe(200);
    expect(await audit('password')).toMatchObject(
      [
        { actor: 'bob', action: 'password.change' },
        { actor: 'ada', target: 'ada', action: 'password.change', outcome: 'ok' },
      ].reverse(),
    );
  });

  it.each([
    ['a wrong current one', 'currentPassword', { currentPassword: 'not the current one' }],
    ['the same again', 'newPassword', { newPassword: ADMIN.password }],
    ['a short one', 'newPassword', { newPassword: 'short' }],
    ['an unknown key', '', { username: 'bob' }],
  ])('with %s is 400 and changes nothing', async (_name, path, fields) => {
    const other = await tokenOf(server, ADMIN.username, ADMIN.password);
    const body = { currentPassword: ADMIN.password, newPassword: 'a new password', ...fields };
    const answer = await ask('POST', '/api/auth/password', body);
    expect(code(answer)).toEqual([400, 'validation_failed']);
    expect(answer.body.error.details[0].path).toBe(path);
    expect(await isAlive(other)).toBe(200);
    expect((await signIn(server, 'ada', ADMIN.password)).status).toBe(200);
  });

  it('is not a way to guess: wrong ones are limited, also in a burst, and the audit with them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => change(admin, `guess ${index}`, 'a new password')),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 400)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    const limited = await change(admin, ADMIN.password, 'a new password');
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    // The same limit as at the door.
    expect((await signIn(server, 'ada', 'a guess')).status).toBe(429);
    expect(await audit('password')).toHaveLength(10);
    expect(await isAlive(admin)).toBe(200);
  });

  it('has one winner of two at once, twenty times', async () => {
    let current: string = ADMIN.password;
    for (let run = 0; run < 20; run++) {
      const wanted = [`password a ${run}`, `password b ${run}`];
      const answers = await Promise.all(wanted.map((password) => change(admin, current, password)));
      const won = wanted.filter((_, index) => answers[index]?.status === 204);
      expect(won, JSON.stringify(answers.map(({ body }) => body))).toHaveLength(1);
      const lost = answers.find(({ status }) => status !== 204);
      expect([400, 409]).toContain(lost?.status);
      current = won[0] ?? '';
      expect((await signIn(server, 'ada', current)).status).toBe(200);
    }
  }, 60_000);

  it('does not undo an admin’s reset that came in between, twenty times', async () => {
    // From another address each time, because what fails here counts.
    server = await testServer({ ARCHNEST_TRUST_PROXY: '127.0.0.1' });
    admin = (await setUp(server)).token;
    const bob = await aPerson(server, admin, 'bob');
    let { password, token } = bob;
    for (let run = 0; run < 20; run++) {
      const headers = { 'x-forwarded-for': `10.0.0.${run}` };
      const body = { currentPassword: password, newPassword: `another one ${run}` };
      const [changed, reset] = await Promise.all([
        call(server, 'POST', '/api/auth/password', { token, headers, body }),
        ask('POST', `/api/users/${bob.id}/password`),
      ]);
      expect([204, 400, 401, 409]).toContain(changed.status);
      password = reset.body.temporaryPassword as string;
      const started = await signIn(server, 'bob', password, headers);
      expect(started.body).toMatchObject({ mustChangePassword: true });
      token = started.body.token as string;
    }
  }, 60_000);
});

describe('my sessions', () => {
  const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0';
  let bob: Person;
  let second: string;
  const sessions = async (token: string) =>
    (await ask('GET', '/api/auth/sessions', undefined, token)).body.map((one: unknown) =>
      ownSession.parse(one),
    );
  const idOf = async (token: string) =>
    (await sessions(token)).find(({ current }: { current: boolean }) => current).id as string;
  beforeEach(async () => {
    bob = await aPerson(server, admin, 'bob');
    const started = await signIn(server, 'bob', bob.password, { 'user-agent': FIREFOX });
    second = started.body.token as string;
  });

  it('are listed with their devices, and nobody else’s', async () => {
    const list = await sessions(second);
    expect(list).toHaveLength(2);
    expect(list).toContainEqual(
      expect.objectContaining({ device: 'Firefox on Linux', address: '127.0.0.1', current: true }),
    );
    expect(list).toContainEqual(expect.objectContaining({ device: 'node', current: false }));
    expect(await sessions(admin)).toMatchObject([{ current: true }]);
    expect((await ask('HEAD', '/api/auth/sessions')).status).toBe(200);
  });

  it('end one by one, with what is open in them', async () => {
    const peer = await live(second);
    const id = await idOf(second);
    expect((await bob.call('DELETE', `/api/auth/sessions/${id}`)).status).toBe(204);
    expect(await peer.end()).toBe(4401);
    expect(await isAlive(second)).toBe(401);
    expect(code(await bob.call('DELETE', `/api/auth/sessions/${id}`))).toEqual([404, 'not_found']);
    const own = await idOf(bob.token);
    const last = await bob.call('DELETE', `/api/auth/sessions/${own}`);
    expect(last.status).toBe(204);
    expect(last.headers.get('set-cookie')).toMatch(/archnest_session=;/);
    expect(await isAlive(bob.token)).toBe(401);
    expect(await audit('session.end')).toMatchObject([
      { actor: 'bob', outcome: 'ok' },
      { actor: 'bob', outcome: 'failed', code: 'not_found' },
      { actor: 'bob', outcome: 'ok' },
    ]);
  });

  it('are nobody else’s to end, an admin’s neither', async () => {
    const id = await idOf(bob.token);
    for (const other of [id, 'nonsense', 'x'.repeat(64)])
      expect(code(await ask('DELETE', `/api/auth/sessions/${other}`))).toEqual([404, 'not_found']);
    expect(code(await ask('DELETE', `/api/auth/sessions/${'x'.repeat(65)}`))).toEqual([
      400,
      'validation_failed',
    ]);
    expect(await isAlive(bob.token)).toBe(200);
  });

  it('end all but this one', async () => {
    const [peer, mine] = [await live(bob.token), await live(second)];
    expect((await ask('DELETE', '/api/auth/sessions', undefined, second)).status).toBe(204);
    expect(await peer.end()).toBe(4401);
    expect(await isAlive(bob.token)).toBe(401);
    expect(await isAlive(second)).toBe(200);
    expect(await isAlive(admin)).toBe(200);
    expect(mine.closed).toBeUndefined();
  });

  it('end after seven days without use, or after thirty with it', async () => {
    const day = 86_400_000;
    const seen = (ago: number, end: number) =>
      sql(
        `update sessions set last_seen_at = ?, expires_at = ? where user_id = ${bob.id}`,
        Date.now() - ago,
        Date.now() + end,
      );
    seen(6.9 * day, day);
    expect(await isAlive(bob.token)).toBe(200);
    // That was use: from here seven days again, for this session alone.
    await expect
      .poll(() =>
        sql(
          `select count(*) as used from sessions where user_id = ${bob.id} and last_seen_at > ?`,
          Date.now() - day,
        ),
      )
      .toEqual([{ used: 1 }]);
    seen(7.1 * day, day);
    expect(await isAlive(bob.token)).toBe(401);
    expect(await sessions(admin)).toHaveLength(1);
    const third = await tokenOf(server, 'bob', bob.password);
    // Signing in clears away what has ended.
    expect(sql(`select id from sessions where user_id = ${bob.id}`)).toHaveLength(1);
    seen(0, -1);
    expect(await isAlive(third)).toBe(401);
  });

  it('have a token and a cookie that end with the thirty days, not before', async () => {
    const started = await signIn(server, 'bob', bob.password);
    const { exp } = JSON.parse(
      Buffer.from(String(started.body.token).split('.')[1] ?? '', 'base64url').toString(),
    ) as { exp: number };
    const days = (exp - Date.now() / 1000) / 86_400;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
    expect(Math.floor(Date.parse(started.body.expiresAt) / 1000)).toBe(exp);
    const expires = /Expires=([^;]+)/.exec(started.headers.get('set-cookie') ?? '')?.[1] ?? '';
    expect(Date.parse(expires) / 1000).toBe(exp);
  });

  it('are in use while a socket is open', async () => {
    const before = Date.now() - 2 * 86_400_000;
    const peer = await live(bob.token);
    sql(`update sessions set last_seen_at = ? where user_id = ${bob.id}`, before);
    const used = () =>
      sql(`select 1 as used from sessions where user_id = ${bob.id} and last_seen_at > ${before}`);
    await expect.poll(used, { timeout: 20_000 }).toEqual([{ used: 1 }]);
    expect(peer.closed).toBeUndefined();
  });
});

describe('my sign-ins', () => {
  it('are mine alone, failures too, newest first, also after a change of name', async () => {
    const bob = await aPerson(server, admin, 'bob');
    await signIn(server, 'BOB', 'a wrong one');
    await signIn(server, 'nobody', 'a wrong one');
    await signIn(server, 'ada', 'a wrong one');
    await ask('PATCH', `/api/users/${bob.id}`, { username: 'robert' });
    // Whoever gets the name does not get the past.
    const next = await aPerson(server, admin, 'bob');
    const mine = (await bob.call('GET', '/api/auth/sign-ins')).body;
    expect(mine.map((one: unknown) => signInEntry.parse(one))).toMatchObject([
      { address: '127.0.0.1', outcome: 'failed' },
      { outcome: 'ok' },
    ]);
    expect((await next.call('GET', '/api/auth/sign-ins')).body).toMatchObject([{ outcome: 'ok' }]);
    expect((await ask('GET', '/api/auth/sign-ins')).body).toMatchObject([
      { outcome: 'failed' },
      { outcome: 'ok' },
    ]);
  });

  it('are the last twenty', async () => {
    for (let index = 0; index < 21; index++) await signIn(server, ADMIN.username, ADMIN.password);
    expect((await ask('GET', '/api/auth/sign-ins')).body).toHaveLength(20);
  });
});
