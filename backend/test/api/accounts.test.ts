import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ADMIN, call, post, aReport, setUp, testServer, type TestServer } from '../kit.ts';

const login = (server: TestServer, body: object = ADMIN, headers: Record<string, string> = {}) =>
  call(server, 'POST', '/api/auth/login', { body, headers });

describe('setup', () => {
  it('takes the one-time token, once', async () => {
    const server = await testServer();
    const file = join(server.dataDir, 'setup-token');
    expect(readFileSync(file, 'utf8').trim()).toBe(server.setupToken);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await call(server, 'GET', '/api/auth/status')).body).toEqual({ setupRequired: true });
    const attempt = (setupToken: unknown) =>
      call(server, 'POST', '/api/auth/setup', { body: { setupToken, ...ADMIN } });
    expect((await attempt('wrong')).body.error.code).toBe('forbidden');
    const done = await attempt(server.setupToken);
    expect(done).toMatchObject({ status: 201, body: { user: { username: 'ada', role: 'admin' } } });
    expect(existsSync(file)).toBe(false);
    expect((await call(server, 'GET', '/api/auth/status')).body).toEqual({ setupRequired: false });
    expect((await attempt(server.setupToken)).body.error.code).toBe('conflict');
  });

  it('writes a guess at the token into the audit, without the guess', async () => {
    const server = await testServer();
    const body = { setupToken: 'canary', ...ADMIN };
    expect((await call(server, 'POST', '/api/auth/setup', { body })).status).toBe(403);
    const { token } = await setUp(server);
    const { items } = (await call(server, 'GET', '/api/audit?action=setup', { token })).body;
    expect(items).toMatchObject([
      { action: 'setup.complete', actor: 'ada', outcome: 'ok' },
      { action: 'setup.complete', actor: null, outcome: 'denied', code: 'forbidden' },
    ]);
    expect(JSON.stringify(items)).not.toContain('canary');
  });

  it('has one winner of many at once', async () => {
    const server = await testServer();
    const body = { setupToken: server.setupToken, ...ADMIN };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        call(server, 'POST', '/api/auth/setup', { body: { ...body, username: `ada${index}` } }),
      ),
    );
    const statuses = answers.map((answer) => answer.status).sort((a, b) => a - b);
    expect(statuses).toEqual([201, ...Array<number>(7).fill(409)]);
  });

  it('has one winner of two at once, twenty times', async () => {
    for (let run = 0; run < 20; run++) {
      const server = await testServer();
      const body = { setupToken: server.setupToken, ...ADMIN };
      const answers = await Promise.all(
        ['ada', 'bob'].map((username) =>
          call(server, 'POST', '/api/auth/setup', { body: { ...body, username } }),
        ),
      );
      expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, 409]);
      const won = answers.find((answer) => answer.status === 201);
      const users = await call(server, 'GET', '/api/users', { token: won?.body.token });
      expect(users.body).toMatchObject([{ id: won?.body.user.id, role: 'admin' }]);
      await server.close();
    }
  });

  it('keeps its token over a restart, and stays closed after setup', async () => {
    const first = await testServer();
    await first.close();
    const second = await testServer({ ARCHNEST_DATA_DIR: first.dataDir });
    expect(second.setupToken).toBe(first.setupToken);
    await setUp(second);
    await second.close();
    const third = await testServer({ ARCHNEST_DATA_DIR: first.dataDir });
    expect(third.setupToken).toBeUndefined();
    expect((await login(third)).status).toBe(200);
  });

  it.each([
    ['a short password', { password: 'short' }, 'password'],
    ['an empty name', { username: ' ' }, 'username'],
    ['an invisible name', { username: 'a\u200bda' }, 'username'],
    ['a NUL', { username: 'a\0' }, 'username'],
    ['an unknown key', { role: 'admin' }, ''],
    ['an array', { username: ['ada'] }, 'username'],
  ])('%s is 400', async (_name, fields, path) => {
    const server = await testServer();
    const body = { setupToken: server.setupToken, ...ADMIN, ...fields };
    const answer = await call(server, 'POST', '/api/auth/setup', { body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'validation_failed' } } });
    expect(answer.body.error.details[0].path).toBe(path);
  });
});

describe('signing in', () => {
  it('gives a token and a cookie, and logout ends both', async () => {
    const server = await testServer();
    await setUp(server);
    const answer = await login(server, { ...ADMIN, username: 'ADA' });
    expect(answer).toMatchObject({ status: 200, body: { user: { username: 'ada' } } });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^archnest_session=.*HttpOnly.*SameSite=Strict/);
    expect(cookie).not.toContain('Secure');
    const token = answer.body.token as string;
    const byCookie = { cookie: `archnest_session=${token}` };
    expect((await call(server, 'GET', '/api/auth/me', { token })).body.username).toBe('ada');
    expect((await call(server, 'GET', '/api/auth/me', { headers: byCookie })).status).toBe(200);
    expect((await call(server, 'POST', '/api/auth/logout', { token })).status).toBe(204);
    expect((await call(server, 'GET', '/api/auth/me', { token })).status).toBe(401);
    expect((await call(server, 'GET', '/api/auth/me', { headers: byCookie })).status).toBe(401);
  });

  it('marks the cookie Secure where the page is https', async () => {
    const server = await testServer({ ARCHNEST_PUBLIC_URL: 'https://nest.home.arpa' });
    await setUp(server);
    const answer = await login(server);
    expect(answer.headers.get('set-cookie')).toContain('Secure');
    expect(answer.headers.get('strict-transport-security')).toContain('max-age');
  });

  it('says the same for an unknown user and a wrong password', async () => {
    const server = await testServer();
    await setUp(server);
    const wrong = await login(server, { ...ADMIN, password: 'wrong' });
    const unknown = await login(server, { username: 'nobody', password: 'wrong' });
    expect(wrong.status).toBe(401);
    expect(unknown.body).toEqual(wrong.body);
  });

  it('limits failures per address, also in a burst, and ignores a made-up X-Forwarded-For', async () => {
    const server = await testServer();
    await setUp(server);
    const statuses = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        login(
          server,
          { ...ADMIN, password: `guess ${index}` },
          { 'x-forwarded-for': `10.0.0.${index}` },
        ),
      ),
    ).then((answers) => answers.map((answer) => answer.status));
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    const limited = await login(server, { ...ADMIN, password: 'again' });
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(limited.body.error.details.retryAfterSeconds).toBeGreaterThan(0);
  });

  it('limits failures per account, but not for the address that its owner uses', async () => {
    const server = await testServer({ ARCHNEST_TRUST_PROXY: '127.0.0.1' });
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const body = { setupToken: server.setupToken, ...ADMIN };
    await call(server, 'POST', '/api/auth/setup', { body, headers: from('192.168.1.5') });
    for (let index = 0; index < 20; index++)
      await login(server, { ...ADMIN, password: 'guess' }, from(`10.0.0.${index}`));
    expect((await login(server, ADMIN, from('10.0.1.1'))).status).toBe(429);
    expect((await login(server, ADMIN, from('192.168.1.5'))).status).toBe(200);
  });

  it('counts the addresses of one IPv6 network together: whoever has one has them all', async () => {
    const server = await testServer({ ARCHNEST_TRUST_PROXY: '127.0.0.1' });
    await setUp(server);
    const guess = (address: string, index: number) =>
      login(
        server,
        { username: `user-${index}`, password: 'guess' },
        { 'x-forwarded-for': address },
      );
    for (let index = 0; index < 10; index++)
      expect((await guess(`2001:db8:1:2::${index + 1}`, index)).status).toBe(401);
    expect((await guess('2001:db8:1:2:ffff::1', 10)).status).toBe(429);
    expect((await guess('2001:db8:1:3::1', 11)).status).toBe(401);
  });

  it('does not count what was right', async () => {
    const server = await testServer();
    await setUp(server);
    for (let index = 0; index < 15; index++) expect((await login(server)).status).toBe(200);
  });
});

describe('a session token', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const decode = (part: string | undefined) =>
    JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Record<string, unknown>;
  const sign = (header: unknown, payload: unknown, key: Buffer, hash: string) => {
    const body = `${encode(header)}.${encode(payload)}`;
    return `${body}.${createHmac(hash, key).update(body).digest('base64url')}`;
  };

  it('is refused when it was tampered with, unsigned or signed otherwise', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const [header, payload, signature] = token.split('.');
    const claims = decode(payload);
    const key = randomBytes(32);
    const forged = [
      `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
      `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.${signature}`,
      `${encode({ alg: 'HS512', typ: 'JWT' })}.${payload}.${signature}`,
      `${header}.${encode({ ...claims, sid: 'other' })}.${signature}`,
      sign({ alg: 'HS256', typ: 'JWT' }, claims, key, 'sha256'),
      sign({ alg: 'HS512', typ: 'JWT' }, claims, key, 'sha512'),
      `${token}x`,
      'nonsense',
    ];
    for (const bad of forged)
      expect((await call(server, 'GET', '/api/auth/me', { token: bad })).status, bad).toBe(401);
    expect((await call(server, 'GET', '/api/auth/me', { token })).status).toBe(200);
  });

  it('signed by us but without exp, or with a foreign or array sid, is refused', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const { sid, exp } = decode(token.split('.')[1]);
    const bad = [{ sid }, { exp }, { sid: [sid], exp }, { sid: 'other', exp }, { sid, exp: 1 }];
    for (const claims of bad) {
      const signed = server.app.jwt.sign(claims);
      expect((await call(server, 'GET', '/api/auth/me', { token: signed })).status).toBe(401);
    }
  });

  it('is never read from a URL', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    for (const name of ['token', 'access_token', 'archnest_session', 'authorization'])
      expect((await call(server, 'GET', `/api/hosts?${name}=${token}`)).status).toBe(401);
  });
});

describe('the page’s origin', () => {
  it('must be our own for whatever changes state', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    await post(server, aReport());
    const cookie = `archnest_session=${token}`;
    const { host, port } = new URL(server.url);
    const forget = (headers: Record<string, string>) =>
      call(server, 'DELETE', '/api/agents/docker/hosts/vm-1', { headers: { cookie, ...headers } });
    const foreign = [
      'https://evil.example',
      'null',
      `http://127.0.0.1:${Number(port) + 1}`,
      `http://${host}.evil.example`,
      `http://evil.example?${host}`,
      'http://127.0.0.1',
    ];
    for (const origin of foreign)
      expect((await forget({ origin })).body.error.code, origin).toBe('forbidden');
    expect((await forget({})).status).toBe(403);
    expect((await login(server, ADMIN, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await forget({ origin: server.url })).status).toBe(204);
  });
});
