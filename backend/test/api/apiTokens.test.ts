import { beforeEach, describe, expect, it } from 'vitest';
import { apiToken, createdApiToken } from '../../src/contract/index.ts';
import { newApiToken } from '../apiTokenKit.ts';
import { rawStatus, UPGRADE } from '../dockerHost.ts';
import { testFake } from '../engineSource.ts';
import { ADMIN, call, setUp, testServer, type TestServer } from '../kit.ts';
import { aPerson } from '../people.ts';
import { diskOf, sql } from '../sql.ts';
import { tracedServer } from '../tracedServer.ts';

let server: TestServer;
let admin: string;

beforeEach(async () => {
  server = await testServer({ ARCHNEST_TRUST_PROXY: '127.0.0.1' });
  admin = (await setUp(server)).token;
});

const TOKENS = '/api/auth/tokens';
const asked = (token: string, method = 'GET', path = '/api/auth/me', body?: unknown) =>
  call(server, method, path, { token, body });
const statusOf = async (token: string, path?: string) => (await asked(token, 'GET', path)).status;
const listed = async (owner = admin) => (await asked(owner, 'GET', TOKENS)).body;
const audited = async (query: string) =>
  (await asked(admin, 'GET', `/api/audit?${query}`)).body.items;

describe('a new API token', () => {
  it('is shown once, and opens what its scope says', async () => {
    const answer = await asked(admin, 'POST', TOKENS, { name: ' deploy ', scope: 'read' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { token, apiToken: made } = createdApiToken.parse(answer.body);
    expect(token).toMatch(/^archnest_pat_[\w-]{43}$/);
    expect(made).toMatchObject({
      name: 'deploy',
      scope: 'read',
      hint: token.slice(-4),
      lastUsedAt: null,
      lastAddress: null,
    });
    const days = (Date.parse(made.expiresAt ?? '') - Date.parse(made.createdAt)) / 86_400_000;
    expect(days).toBe(90);
    expect(await listed()).toEqual([apiToken.parse(made)]);
    expect(await statusOf(token)).toBe(200);
    expect(await statusOf(token, '/api/hosts')).toBe(200);
    expect(JSON.stringify(await listed())).not.toContain(token);
  });

  it('may be one that never ends', async () => {
    const { token, apiToken: made } = await newApiToken(server, admin, { expiresInDays: null });
    expect(made.expiresAt).toBeNull();
    expect(await statusOf(token)).toBe(200);
  });

  it.each([
    ['an unknown key', { token: 'archnest_pat_mine' }, ''],
    ['another scope', { scope: 'admin' }, 'scope'],
    ['no day', { expiresInDays: 0 }, 'expiresInDays'],
    ['more than ten years', { expiresInDays: 3_651 }, 'expiresInDays'],
    ['half a day', { expiresInDays: 0.5 }, 'expiresInDays'],
    ['days in words', { expiresInDays: '1' }, 'expiresInDays'],
    ['an empty name', { name: ' ' }, 'name'],
    ['an invisible name', { name: 'a\u200bb' }, 'name'],
    ['a long name', { name: 'x'.repeat(65) }, 'name'],
  ])('with %s is refused', async (_name, fields, path) => {
    const body = { name: 'deploy', scope: 'read', ...fields };
    const answer = await asked(admin, 'POST', TOKENS, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details[0].path).toBe(path);
    expect(await listed()).toEqual([]);
  });

  it('is one of fifty at most, also when they are asked for at once', async () => {
    const body = { name: 'many', scope: 'read' };
    const answers = await Promise.all(
      Array.from({ length: 55 }, () => asked(admin, 'POST', TOKENS, body)),
    );
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([...Array<number>(50).fill(201), ...Array<number>(5).fill(409)]);
    expect(await listed()).toHaveLength(50);
    const [first] = await listed();
    expect((await asked(admin, 'DELETE', `${TOKENS}/${first.id}`)).status).toBe(204);
    expect((await asked(admin, 'POST', TOKENS, body)).status).toBe(201);
    // Another user's are not counted with them.
    const bob = await aPerson(server, admin, 'bob');
    expect((await bob.call('POST', TOKENS, body)).status).toBe(201);
  });
});

describe('the tokens of a user', () => {
  it('are nobody else’s to see or revoke', async () => {
    const bob = await aPerson(server, admin, 'bob');
    const mine = await newApiToken(server, admin);
    const theirs = await newApiToken(server, bob.token, { name: 'of bob' });
    expect(await listed(bob.token)).toEqual([theirs.apiToken]);
    for (const [owner, id] of [
      [bob.token, mine.id],
      [admin, theirs.id],
      [admin, '999'],
    ] as const) {
      const answer = await asked(owner, 'DELETE', `${TOKENS}/${id}`);
      expect(answer).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
    }
    for (const id of ['0', '01', '1e3', '-1', '1%2F2', '9999999999', 'x'])
      expect((await asked(admin, 'DELETE', `${TOKENS}/${id}`)).status, id).toBe(400);
    expect(await statusOf(mine.token)).toBe(200);
    expect(await statusOf(theirs.token)).toBe(200);
  });

  it('end when they are revoked, and one at a time', async () => {
    const [one, other] = [await newApiToken(server, admin), await newApiToken(server, admin)];
    expect((await asked(admin, 'DELETE', `${TOKENS}/${one.id}`)).status).toBe(204);
    expect((await asked(admin, 'DELETE', `${TOKENS}/${one.id}`)).status).toBe(404);
    expect(await statusOf(one.token)).toBe(401);
    expect(await statusOf(other.token)).toBe(200);
  });

  it('end at their time', async () => {
    const { token, id } = await newApiToken(server, admin, { expiresInDays: 1 });
    const ends = 'update api_tokens set expires_at = ? where id = ?';
    sql(server, ends, Date.now() + 60_000, id);
    expect(await statusOf(token)).toBe(200);
    sql(server, ends, Date.now(), id);
    expect(await statusOf(token)).toBe(401);
    // It is listed still, so that its owner sees why a script fails.
    expect(await listed()).toMatchObject([{ id }]);
  });
});

describe('what a token may', () => {
  it('is never more than a member may with the scope read, whoever has it', async () => {
    const { token } = await newApiToken(server, admin, { scope: 'read' });
    expect((await asked(token)).body).toMatchObject({ username: ADMIN.username, role: 'member' });
    const routes = server.app.declaredRoutes.filter(({ access }) => access === 'admin');
    expect(routes.length).toBeGreaterThan(20);
    for (const { method, url } of routes)
      expect((await asked(token, method, url)).status, `${method} ${url}`).toBe(403);
  });

  it('is what its owner may, at this moment, with the scope manage', async () => {
    const carol = await aPerson(server, admin, 'carol', 'admin');
    const { token } = await newApiToken(server, carol.token);
    const change = (fields: object) => asked(admin, 'PATCH', `/api/users/${carol.id}`, fields);
    expect((await asked(token)).body).toMatchObject({ username: 'carol', role: 'admin' });
    expect(await statusOf(token, '/api/audit')).toBe(200);
    await change({ role: 'member' });
    expect((await asked(token)).body).toMatchObject({ role: 'member' });
    expect(await statusOf(token, '/api/audit')).toBe(403);
    await change({ role: 'admin' });
    expect(await statusOf(token, '/api/audit')).toBe(200);
    await change({ active: false });
    expect(await statusOf(token)).toBe(401);
    await change({ active: true });
    expect(await statusOf(token)).toBe(200);
    expect((await asked(admin, 'DELETE', `/api/users/${carol.id}`)).status).toBe(204);
    expect(await statusOf(token)).toBe(401);
  });

  it('is nothing while its owner has to choose a password', async () => {
    const bob = await aPerson(server, admin, 'bob');
    const { token } = await newApiToken(server, bob.token);
    expect(await statusOf(token, '/api/hosts')).toBe(200);
    expect((await asked(admin, 'POST', `/api/users/${bob.id}/password`)).status).toBe(200);
    expect(await statusOf(token, '/api/hosts')).toBe(403);
  });

  it('is no account, no token and no way in, in words', async () => {
    const { token, id } = await newApiToken(server, admin);
    for (const [method, path, body] of [
      ['POST', TOKENS, { name: 'another', scope: 'manage' }],
      ['GET', TOKENS, undefined],
      ['DELETE', `${TOKENS}/${id}`, undefined],
      ['POST', '/api/auth/totp', { password: ADMIN.password }],
      ['DELETE', '/api/auth/totp', { password: ADMIN.password }],
      ['POST', '/api/auth/password', { currentPassword: ADMIN.password, newPassword: 'x' }],
      ['POST', '/api/auth/logout', undefined],
      ['GET', '/api/users', undefined],
      ['POST', '/api/users', { username: 'eve', role: 'admin' }],
      ['POST', '/api/agents/tokens', { hostId: 'vm-1' }],
    ] as const) {
      const answer = await asked(token, method, path, body);
      expect([path, answer.status, answer.body.error?.code]).toEqual([path, 403, 'forbidden']);
      expect(answer.body.error.message).toBe('Sign in to do this: a token may not.');
    }
    expect((await asked(token, 'PATCH', '/api/auth/me', { name: 'Eve' })).status).toBe(403);
    expect(await listed()).toHaveLength(1);
    expect(await audited('action=access.denied')).toContainEqual(
      expect.objectContaining({
        actor: ADMIN.username,
        target: 'POST /api/users',
        outcome: 'denied',
        details: { path: '/api/users', token: 'deploy', tokenId: id },
      }),
    );
  });

  it('is closed on a route that nobody has opened to tokens', async () => {
    const { token } = await newApiToken(server, admin);
    const open = server.app.declaredRoutes.filter((route) => route.tokens);
    expect(open.map(({ url }) => url)).toContain('/api/hosts');
    for (const { method, url, access, tokens } of server.app.declaredRoutes)
      if (!tokens && (access === 'member' || access === 'admin'))
        expect((await asked(token, method, url)).status, `${method} ${url}`).toBe(403);
  });
});

describe('a token', () => {
  it('is taken from the header alone: no cookie and no URL of any route', async () => {
    const { token } = await newApiToken(server, admin);
    for (const name of ['archnest_session', 'token']) {
      const headers = { cookie: `${name}=${token}` };
      expect((await call(server, 'GET', '/api/auth/me', { headers })).status).toBe(401);
    }
    const names = ['token', 'access_token', 'api_token', 'authorization', 'archnest_session'];
    const query = names.map((name) => `${name}=${token}`).join('&');
    for (const { method, url, access } of server.app.declaredRoutes) {
      if (access !== 'member' && access !== 'admin') continue;
      const answer = await call(server, method, `${url}?${query}`);
      expect(answer.status, `${method} ${url}`).toBe(401);
      if (method !== 'GET') continue;
      const socket = await rawStatus(
        { server, token: undefined },
        'GET',
        `${url}?${query}`,
        UPGRADE,
      );
      expect([401, 404], `socket ${url}`).toContain(socket);
    }
    expect(await listed()).toMatchObject([{ lastUsedAt: null }]);
  });

  it('that is wrong is nobody’s, and no cookie beside it helps', async () => {
    const { token } = await newApiToken(server, admin);
    const last = token.endsWith('A') ? 'E' : 'A';
    const wrong = [
      token.slice(0, -1) + last,
      token.slice(0, -1),
      `${token}A`,
      token.replace('archnest_pat_', ''),
      token.replace('archnest_pat_', 'ARCHNEST_PAT_'),
      token.replace('archnest_pat_', 'archnest_pat_archnest_pat_'),
      'archnest_pat_',
      `archnest_pat_${'\\'.repeat(43)}`,
      `archnest_pat_%'or(1=1)--`,
    ];
    for (const bad of wrong) {
      expect(await statusOf(bad), bad).toBe(401);
      const both = { authorization: `Bearer ${bad}`, cookie: `archnest_session=${admin}` };
      const { status } = await call(server, 'GET', '/api/auth/me', { headers: both });
      if (bad.startsWith('archnest_pat_')) expect(status, bad).toBe(401);
    }
    const basic = { authorization: `Basic ${Buffer.from(`ada:${token}`).toString('base64')}` };
    expect((await call(server, 'GET', '/api/auth/me', { headers: basic })).status).toBe(401);
    const lower = { authorization: `bearer ${token}` };
    expect((await call(server, 'GET', '/api/auth/me', { headers: lower })).status).toBe(200);
  });

  it('does not become a session: what we sign with its id is refused', async () => {
    const { id } = await newApiToken(server, admin);
    const exp = Math.floor(Date.now() / 1000) + 60;
    const signed = server.app.jwt.sign({ sid: `token:${id}`, exp });
    expect(await statusOf(signed)).toBe(401);
  });

  it('acts from another site no more than a session does', async () => {
    const { token } = await newApiToken(server, admin);
    const { status } = await call(server, 'POST', '/api/docker/hosts', {
      token,
      headers: { origin: 'https://evil.example' },
      body: {},
    });
    expect(status).toBe(403);
  });

  it('tells when and from where it was used, once a minute at most', async () => {
    const { token, id } = await newApiToken(server, admin);
    const from = (address: string) =>
      call(server, 'GET', '/api/hosts', { token, headers: { 'x-forwarded-for': address } });
    await from('10.0.0.1');
    const [{ lastUsedAt, lastAddress }] = await listed();
    expect(lastAddress).toBe('10.0.0.1');
    expect(Date.parse(lastUsedAt)).toBeGreaterThan(Date.parse('2026-01-01'));
    await from('10.0.0.2');
    expect(await listed()).toMatchObject([{ lastUsedAt, lastAddress: '10.0.0.1' }]);
    const earlier = Date.now() - 61_000;
    sql(server, 'update api_tokens set last_used_at = ? where id = ?', earlier, id);
    sql(server, 'update users set last_seen_at = ?', earlier);
    await from('10.0.0.3');
    const [after] = await listed();
    expect(after.lastAddress).toBe('10.0.0.3');
    expect(Date.parse(after.lastUsedAt)).toBeGreaterThan(earlier);
  });

  it('lets its owner be seen', async () => {
    const bob = await aPerson(server, admin, 'bob');
    const { token } = await newApiToken(server, bob.token);
    const seenAt = async () => {
      const { body } = await asked(admin, 'GET', '/api/users');
      return (body as { username: string; lastSeenAt: string }[]).find(
        ({ username }) => username === 'bob',
      )?.lastSeenAt;
    };
    sql(server, 'update users set last_seen_at = 1 where id = ?', bob.id);
    await asked(token);
    expect(Date.parse((await seenAt()) ?? '')).toBeGreaterThan(1);
  });
});

describe('the audit', () => {
  it('names the owner and the token, whatever the token does', async () => {
    const { token, id } = await newApiToken(server, admin, { name: 'of the pipeline' });
    const { endpoint } = await testFake();
    const { body } = await asked(token, 'POST', '/api/docker/hosts', { name: 'here', endpoint });
    expect((await asked(token, 'DELETE', `/api/docker/hosts/${body.id}`)).status).toBe(204);
    for (const action of ['host.create', 'host.delete'])
      expect(await audited(`action=${action}`)).toMatchObject([
        {
          actor: ADMIN.username,
          outcome: 'ok',
          details: { token: 'of the pipeline', tokenId: id },
        },
      ]);
    await asked(admin, 'DELETE', '/api/docker/hosts/99');
    const [own] = await audited('action=host.delete');
    expect(own.details).not.toHaveProperty('token');
  });

  it('has the tokens that were made and revoked', async () => {
    const { id } = await newApiToken(server, admin, { name: 'deploy', expiresInDays: 7 });
    await asked(admin, 'DELETE', `${TOKENS}/${id}`);
    await asked(admin, 'DELETE', `${TOKENS}/${id}`);
    expect(await audited('action=token')).toMatchObject([
      { action: 'token.delete', target: `token ${id}`, outcome: 'failed', code: 'not_found' },
      { action: 'token.delete', target: 'deploy', outcome: 'ok', details: { tokenId: id } },
      {
        action: 'token.create',
        actor: ADMIN.username,
        target: 'deploy',
        outcome: 'ok',
        details: { scope: 'manage', expiresInDays: 7, tokenId: id },
      },
    ]);
  });
});

it('no token is in an answer but its own, in the audit, the log or a file', async () => {
  const traced = await tracedServer();
  const { ask, said } = traced;
  const { body } = await ask('POST', TOKENS, { name: 'canary', scope: 'manage' }, traced.admin);
  const { token } = createdApiToken.parse(body);
  // The one answer that has it.
  expect(said.pop()).toContain(token);
  const random = token.slice('archnest_pat_'.length);
  expect((await ask('GET', '/api/auth/me', undefined, token)).status).toBe(200);
  await ask('GET', TOKENS, undefined, traced.admin);
  await ask('POST', TOKENS, { name: 'x', scope: 'read' }, token);
  await ask('POST', TOKENS, { name: token, scope: token }, traced.admin);
  await ask('GET', '/api/audit', undefined, token);
  await ask('POST', '/api/docker/hosts', { name: 'x', endpoint: 'nonsense' }, token);
  await ask('DELETE', `${TOKENS}/1`, undefined, traced.admin);
  expect((await ask('GET', '/api/hosts', undefined, token)).status).toBe(401);
  await ask('GET', '/api/audit', undefined, traced.admin);
  const bytes = Buffer.from(random, 'base64url').toString('latin1');
  for (const canary of [random, bytes]) {
    expect(said.join('\n')).not.toContain(canary);
    expect(traced.log()).not.toContain(canary);
    expect(diskOf(traced)).not.toContain(canary);
  }
  // And it does look where they would be.
  expect(said.join('\n')).toContain('"canary"');
  expect(traced.log()).toContain('/api/auth/tokens');
  expect(diskOf(traced)).toContain('token.create');
});
