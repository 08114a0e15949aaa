import { expect, it } from 'vitest';
import type { Access } from '../../src/plugins/access.ts';
import { hashPassword } from '../../src/auth/passwords.ts';
import { rawStatus, UPGRADE } from '../dockerHost.ts';
import { testFake } from '../engineSource.ts';
import { AGENT_TOKEN, aReport, call, post, setUp, testServer, type TestServer } from '../kit.ts';
import BetterSqlite from 'better-sqlite3';
import { join } from 'node:path';

/**
 * Who may call what, written down by hand: a route that the server has and this table has not, or the other way
 * round, fails the test. HEAD goes with every GET.
 */
const table: [method: string, url: string, access: Access][] = [
  ['GET', '/api/health', 'public'],
  ['GET', '/api/auth/status', 'public'],
  ['POST', '/api/auth/setup', 'public'],
  ['POST', '/api/auth/login', 'public'],
  ['GET', '/api/openapi.json', 'public'],
  ['GET', '/api/docs', 'public'],
  ['GET', '/api/docs/*', 'public'],
  ['GET', '/agent/archnest-docker-agent.sh', 'public'],
  ['GET', '/agent/archnest-docker-agent.service', 'public'],
  ['GET', '/agent/archnest-docker-agent.timer', 'public'],
  ['GET', '/agent/install.sh', 'public'],
  ['POST', '/api/agents/enrol', 'public'],
  ['POST', '/api/agents/docker/report', 'agent'],
  ['GET', '/api/auth/me', 'member'],
  ['PATCH', '/api/auth/me', 'member'],
  ['POST', '/api/auth/password', 'member'],
  ['GET', '/api/auth/sessions', 'member'],
  ['DELETE', '/api/auth/sessions', 'member'],
  ['DELETE', '/api/auth/sessions/:id', 'member'],
  ['GET', '/api/auth/sign-ins', 'member'],
  ['POST', '/api/auth/logout', 'member'],
  ['GET', '/api/auth/tokens', 'member'],
  ['POST', '/api/auth/tokens', 'member'],
  ['DELETE', '/api/auth/tokens/:tokenId', 'member'],
  ['POST', '/api/auth/totp', 'member'],
  ['POST', '/api/auth/totp/confirm', 'member'],
  ['DELETE', '/api/auth/totp', 'member'],
  ['POST', '/api/auth/totp/recovery', 'member'],
  ['GET', '/api/about', 'member'],
  ['GET', '/api/hosts', 'member'],
  ['GET', '/api/containers', 'member'],
  ['GET', '/api/agents/docker/hosts', 'member'],
  ['GET', '/api/agents/docker/hosts/:hostId/containers', 'member'],
  ['GET', '/api/agents/docker/hosts/:hostId/containers/:containerId', 'member'],
  ['GET', '/api/live', 'member'],
  ['GET', '/api/docker/hosts/:hostId/containers', 'member'],
  ['GET', '/api/docker/hosts/:hostId/containers/:ref', 'member'],
  ['GET', '/api/docker/hosts/:hostId/containers/:ref/stats', 'member'],
  ['GET', '/api/docker/hosts/:hostId/containers/:ref/logs', 'member'],
  ['GET', '/api/docker/logs', 'member'],
  ['GET', '/api/agents/docker/ingest', 'admin'],
  ['GET', '/api/agents/tokens', 'admin'],
  ['POST', '/api/agents/tokens', 'admin'],
  ['DELETE', '/api/agents/tokens/:tokenId', 'admin'],
  ['POST', '/api/agents/enrolments', 'admin'],
  ['GET', '/api/users', 'admin'],
  ['POST', '/api/users', 'admin'],
  ['PATCH', '/api/users/:userId', 'admin'],
  ['DELETE', '/api/users/:userId', 'admin'],
  ['POST', '/api/users/:userId/password', 'admin'],
  ['GET', '/api/audit', 'admin'],
  ['GET', '/api/audit/export', 'admin'],
  ['GET', '/api/audit/verify', 'admin'],
  ['DELETE', '/api/agents/docker/hosts/:hostId', 'admin'],
  ['GET', '/api/docker/hosts', 'admin'],
  ['POST', '/api/docker/hosts', 'admin'],
  ['PATCH', '/api/docker/hosts/:hostId', 'admin'],
  ['DELETE', '/api/docker/hosts/:hostId', 'admin'],
  ['POST', '/api/docker/hosts/test', 'admin'],
  ['POST', '/api/docker/hosts/:hostId/test', 'admin'],
  ['GET', '/api/docker/local', 'admin'],
  ['POST', '/api/docker/hosts/:hostId/containers/:ref/start', 'admin'],
  ['POST', '/api/docker/hosts/:hostId/containers/:ref/stop', 'admin'],
  ['POST', '/api/docker/hosts/:hostId/containers/:ref/restart', 'admin'],
  ['POST', '/api/docker/hosts/:hostId/containers/:ref/pause', 'admin'],
  ['POST', '/api/docker/hosts/:hostId/containers/:ref/unpause', 'admin'],
  ['POST', '/api/docker/hosts/:hostId/containers/:ref/kill', 'admin'],
  ['DELETE', '/api/docker/hosts/:hostId/containers/:ref', 'admin'],
  ['GET', '/api/docker/exec', 'admin'],
  ['GET', '/api/docker-ssh/hosts/:hostId/containers', 'member'],
  ['GET', '/api/docker-ssh/hosts/:hostId/containers/:ref', 'member'],
  ['GET', '/api/docker-ssh/hosts/:hostId/containers/:ref/stats', 'member'],
  ['GET', '/api/docker-ssh/hosts/:hostId/containers/:ref/logs', 'member'],
  ['GET', '/api/docker-ssh/logs', 'member'],
  ['POST', '/api/docker-ssh/hosts/:hostId/containers/:ref/start', 'admin'],
  ['POST', '/api/docker-ssh/hosts/:hostId/containers/:ref/stop', 'admin'],
  ['POST', '/api/docker-ssh/hosts/:hostId/containers/:ref/restart', 'admin'],
  ['POST', '/api/docker-ssh/hosts/:hostId/containers/:ref/pause', 'admin'],
  ['POST', '/api/docker-ssh/hosts/:hostId/containers/:ref/unpause', 'admin'],
  ['POST', '/api/docker-ssh/hosts/:hostId/containers/:ref/kill', 'admin'],
  ['DELETE', '/api/docker-ssh/hosts/:hostId/containers/:ref', 'admin'],
  ['GET', '/api/docker-ssh/exec', 'admin'],
  ['GET', '/api/ssh/hosts', 'admin'],
  ['POST', '/api/ssh/hosts', 'admin'],
  ['PATCH', '/api/ssh/hosts/:hostId', 'admin'],
  ['DELETE', '/api/ssh/hosts/:hostId', 'admin'],
  ['PUT', '/api/ssh/hosts/:hostId/pin', 'admin'],
  ['POST', '/api/ssh/hosts/probe', 'admin'],
  ['POST', '/api/ssh/hosts/:hostId/probe', 'admin'],
  ['POST', '/api/ssh/hosts/test', 'admin'],
  ['POST', '/api/ssh/hosts/:hostId/test', 'admin'],
  ['POST', '/api/ssh/hosts/import', 'admin'],
  ['GET', '/api/ssh/server', 'admin'],
];

/** Those that take a WebSocket. */
const sockets = [
  '/api/live',
  ...['/api/docker', '/api/docker-ssh'].flatMap((way) => [`${way}/logs`, `${way}/exec`]),
];

/** What makes accounts, tokens or other ways in: no API token may call it, whosever it is. */
const forPeople = (method: string, url: string) =>
  /^\/api\/(auth|users|agents\/(tokens|enrolments))(\/|$)/.test(url) &&
  `${method} ${url}` !== 'GET /api/auth/me';

const admins = ['admin', 'manageToken'];
/** `memberToken` is one for managing, of a member; `readToken` is an admin's. */
const members = [...admins, 'member', 'readToken', 'memberToken'];

/** How the door answers: `undefined` when it lets that caller in. */
function refusal(who: string, [method, url, access]: (typeof table)[number]): number | undefined {
  if (access === 'public' || who === access) return undefined;
  if (access === 'agent' || !members.includes(who)) return 401;
  if (who.endsWith('Token') && forPeople(method, url)) return 403;
  return access === 'admin' && !admins.includes(who) ? 403 : undefined;
}

/** A path that the route takes: of a host that is there, where its kind has one. */
const pathOf = (url: string) =>
  url
    .replace(':hostId', url.startsWith('/api/agents/') ? 'vm-1' : '1')
    .replace(/:(containerId|ref)/, 'web')
    .replace(':userId', '1')
    .replace('/*', '/swagger-ui.css');

const isPage = (url: string) => !url.startsWith('/api') && !url.startsWith('/agent');

it('names every route of the server and no other', async () => {
  const server = await testServer();
  const real = server.app.declaredRoutes
    .filter(({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && !isPage(url))
    .map(({ method, url, access }) => `${method} ${url} ${access}`);
  const expected = table.map((row) => row.join(' '));
  expect([...new Set(real)].sort()).toEqual(expected.sort());
  const heads = server.app.declaredRoutes.filter(({ method }) => method === 'HEAD');
  for (const { url, access } of heads) {
    const get = server.app.declaredRoutes.find(
      (route) => route.method === 'GET' && route.url === url,
    );
    // The reference's page also answers with a slash at its end, to HEAD alone.
    expect(access, url).toBe(get?.access ?? 'public');
  }
});

it('lets API tokens in where that was meant', async () => {
  const { declaredRoutes } = (await testServer()).app;
  for (const { method, url, access, tokens } of declaredRoutes)
    if (access === 'member' || access === 'admin')
      expect([method, url, tokens]).toEqual([method, url, !forPeople(verbOf(method), url)]);
    else expect([method, url, tokens]).toEqual([method, url, false]);
});

/** HEAD is GET without its body. */
const verbOf = (method: string) => (method === 'HEAD' ? 'GET' : method);

it('holds for every route and every kind of caller', async () => {
  const server = await testServer();
  const tokens = await callers(server);
  for (const row of table) {
    const [method, url] = row;
    const path = pathOf(url);
    for (const [who, token] of Object.entries(tokens)) {
      for (const verb of method === 'GET' ? ['GET', 'HEAD'] : [method]) {
        // The admin's own calls would end the session or the host that the next rows need.
        if (who === 'manageToken' && method === 'DELETE' && !forPeople(method, url)) continue;
        if (who === 'admin' && (url.endsWith('/logout') || method === 'DELETE')) continue;
        if (who === 'member' && url.endsWith('/logout')) continue;
        const { status } = await call(server, verb, path, {
          token,
          ...(verb === 'POST' ? { body: {} } : {}),
        });
        const label = `${who}: ${verb} ${path} → ${status}`;
        const refused = refusal(who, row);
        if (refused === undefined) expect([401, 403], label).not.toContain(status);
        else expect(status, label).toBe(refused);
      }
    }
  }
}, 180_000);

it('holds for whoever asks for a WebSocket, before there is one', async () => {
  const server = await testServer();
  const tokens = await callers(server);
  const { endpoint } = await testFake();
  const host = { token: tokens['admin'], body: { name: 'here', endpoint } };
  expect((await call(server, 'POST', '/api/docker/hosts', host)).body).toMatchObject({ id: '1' });
  // Its host key is not confirmed, so that nothing connects: the socket opens and says so.
  const there = { name: 'there', address: '127.0.0.1', username: 'root', auth: { type: 'agent' } };
  const ssh = { token: tokens['admin'], body: there };
  expect((await call(server, 'POST', '/api/ssh/hosts', ssh)).body).toMatchObject({ id: '1' });
  for (const row of table) {
    const [method, url, access] = row;
    if (method !== 'GET' || access === 'agent') continue;
    const isSocket = sockets.includes(url);
    const query = isSocket && url !== '/api/live' ? '?hostId=1&container=web' : '';
    for (const [who, token] of Object.entries(tokens)) {
      const path = pathOf(url) + query;
      const status = await rawStatus({ server, token }, 'GET', path, UPGRADE);
      const wanted = refusal(who, row) ?? 101;
      // What takes no socket says so to all.
      expect([path, who, status]).toEqual([path, who, isSocket ? wanted : 404]);
    }
  }
});

/** A token of every kind; users are put straight into the database, with a password that they may keep. */
async function callers(server: TestServer): Promise<Record<string, string | undefined>> {
  const admin = (await setUp(server)).token;
  await post(server, aReport());
  const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
  const insert = db.prepare(
    `insert into users (username, username_key, password_hash, role, active, created_at)
     values (?, ?, ?, 'member', ?, 0)`,
  );
  const hash = await hashPassword('member password');
  for (const name of ['bob', 'carl', 'dora']) insert.run(name, name, hash, 1);
  const signIn = async (username: string) => {
    const body = { username, password: 'member password' };
    return (await call(server, 'POST', '/api/auth/login', { body })).body.token as string;
  };
  const member = await signIn('bob');
  const disabled = await signIn('carl');
  const expired = await signIn('dora');
  const revoked = await signIn('bob');
  db.exec("update users set active = 0 where username = 'carl'");
  const newToken = async (owner: string, name: string, scope: string) => {
    const answer = await call(server, 'POST', '/api/auth/tokens', {
      token: owner,
      body: { name, scope },
    });
    return answer.body.token as string;
  };
  const apiTokens = {
    readToken: await newToken(admin, 'reads', 'read'),
    manageToken: await newToken(admin, 'manages', 'manage'),
    memberToken: await newToken(member, 'would manage', 'manage'),
    endedToken: await newToken(admin, 'ended', 'manage'),
    wrongToken: `archnest_pat_${'A'.repeat(43)}`,
  };
  db.exec("update api_tokens set expires_at = 1 where name = 'ended'");
  db.exec(
    "update sessions set expires_at = 1 where user_id = (select id from users where username = 'dora')",
  );
  db.close();
  await call(server, 'POST', '/api/auth/logout', { token: revoked });
  return {
    anonymous: undefined,
    agent: AGENT_TOKEN,
    revoked,
    disabled,
    expired,
    member,
    admin,
    ...apiTokens,
  };
}
