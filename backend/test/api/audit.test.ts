import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { hashPassword } from '../../src/auth/passwords.ts';
import { auditPage, type AuditEntry } from '../../src/contract/index.ts';
import { testFake } from '../engineSource.ts';
import { answer, ID, ONE } from '../fakeAnswers.ts';
import { ADMIN, aReport, call, post, setUp, testServer, type TestServer } from '../kit.ts';
import { sql } from '../sql.ts';

const DAY_MS = 86_400_000;
const MEMBER = { username: 'Bob', password: 'member password' };

const login = (server: TestServer, body: object) =>
  call(server, 'POST', '/api/auth/login', { body });

/** Puts a member straight into the database. @returns a token */
async function memberOf(server: TestServer): Promise<string> {
  const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
  db.prepare(
    `insert into users (username, username_key, password_hash, role, active, created_at)
     values ('Bob', 'bob', ?, 'member', 1, 0)`,
  ).run(await hashPassword(MEMBER.password));
  db.close();
  return (await login(server, MEMBER)).body.token as string;
}

async function audit(server: TestServer, token: string, query = ''): Promise<AuditEntry[]> {
  const answer = await call(server, 'GET', `/api/audit${query}`, { token });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return auditPage.parse(answer.body).items;
}

it('names a container that a page asked for by its id, and takes the id where there is none', async () => {
  const { endpoint } = await testFake({
    ...ONE,
    [`POST /containers/${ID}/pause`]: answer(204, ''),
  });
  const server = await testServer();
  const { token } = await setUp(server);
  const host = { name: 'here', endpoint };
  await call(server, 'POST', '/api/docker/hosts', { token, body: host });
  for (const path of [`1/containers/${ID}`, '1/containers/gone', `99/containers/${ID}`])
    await call(server, 'POST', `/api/docker/hosts/${path}/pause`, { token });
  expect(await audit(server, token, '?action=container')).toMatchObject([
    { target: `docker:99/${ID}`, outcome: 'failed', code: 'not_found' },
    { target: 'docker:1/gone', outcome: 'failed', code: 'not_found' },
    { action: 'container.pause', target: 'docker:1/web', outcome: 'ok' },
  ]);
});

describe('GET /api/audit', () => {
  it('tells of setup and of sessions, newest first', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    await login(server, { ...ADMIN, password: 'a wrong one' });
    await login(server, { username: 'correct horse battery', password: 'a wrong one' });
    const second = await login(server, ADMIN);
    await call(server, 'POST', '/api/auth/logout', { token: second.body.token as string });
    const entries = await audit(server, token);
    const address = '127.0.0.1';
    expect(entries).toMatchObject([
      { actor: 'ada', address, action: 'session.end', outcome: 'ok' },
      { actor: 'ada', address, action: 'session.start', outcome: 'ok', code: null },
      // A password in the wrong field is not kept.
      { actor: null, action: 'session.failed', target: null, outcome: 'failed' },
      { actor: null, address, action: 'session.failed', target: 'ada', code: 'unauthenticated' },
      { actor: 'ada', address, action: 'setup.complete', target: null, outcome: 'ok' },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/horse|wrong/);
  });

  it('filters by actor, kind and time, and pages', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
    const insert = db.prepare(
      "insert into audit_log (at, actor, action, target, outcome) values (?, 'eve', 'container.stop', ?, 'ok')",
    );
    const start = Date.now() - DAY_MS;
    for (let index = 1; index <= 101; index++) insert.run(start + index, `docker:1/c${index}`);
    db.close();
    const first = await call(server, 'GET', '/api/audit?actor=EVE&action=container', { token });
    expect(first.body.items).toHaveLength(100);
    const cursor = String(first.body.cursor);
    const rest = await audit(server, token, `?actor=eve&cursor=${cursor}`);
    expect(rest.map((entry) => entry.target)).toEqual(['docker:1/c1']);
    const at = (ms: number) => new Date(start + ms).toISOString();
    const some = await audit(server, token, `?from=${at(3)}&to=${at(4)}`);
    expect(some.map((entry) => entry.target)).toEqual(['docker:1/c4', 'docker:1/c3']);
    expect(await audit(server, token, '?action=session')).toEqual([]);
  });

  it.each([
    '?nope=1',
    '?cursor=-1',
    '?cursor=1e3',
    '?cursor=1&cursor=2',
    '?actor=',
    "?action=container';--",
    '?action=container.*',
    '?from=yesterday',
    '?to=2026-02-30T00:00:00Z',
  ])('%s is 400', async (query) => {
    const server = await testServer();
    const { token } = await setUp(server);
    const answer = await call(server, 'GET', `/api/audit${query}`, { token });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'validation_failed' } } });
  });

  it('forgets entries older than 180 days at the start, and what is left still fits', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    await server.close();
    const age = (days: number, id: number) =>
      sql(server, 'update audit_log set at = ? where id = ?', Date.now() - days * DAY_MS, id);
    age(181, 1);
    const again = await testServer({ ARCHNEST_DATA_DIR: server.dataDir });
    expect(await audit(again, token)).toEqual([]);
    await login(again, ADMIN);
    await again.close();
    age(179, 2);
    const last = await testServer({ ARCHNEST_DATA_DIR: server.dataDir });
    expect(await audit(last, token)).toMatchObject([{ id: 2, action: 'session.start' }]);
  });
});

describe('what an admin does', () => {
  it('to an agent’s host is written down, also when it fails', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    await post(server, aReport());
    for (const status of [204, 404]) {
      const answer = await call(server, 'DELETE', '/api/agents/docker/hosts/vm-1', { token });
      expect(answer.status).toBe(status);
    }
    expect(await audit(server, token, '?action=host.forget')).toMatchObject([
      { actor: 'ada', target: 'agent:vm-1', outcome: 'failed', code: 'not_found' },
      { actor: 'ada', target: 'agent:vm-1', outcome: 'ok', code: null },
    ]);
  });
});

describe('a member who tries what admins may', () => {
  it('is refused and written down, once for each route however often, and the rest at the end', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const token = await memberOf(server);
    for (let index = 0; index < 20; index++)
      await call(server, 'GET', '/api/audit?token=canary', { token });
    for (let index = 0; index < 5; index++)
      await call(server, 'DELETE', `/api/agents/docker/hosts/vm-${index}`, { token });
    const hosts = {
      actor: 'Bob',
      address: '127.0.0.1',
      target: 'DELETE /api/agents/docker/hosts/:hostId',
      outcome: 'denied',
      code: 'forbidden',
    };
    const own = { ...hosts, target: 'GET /api/audit', details: { path: '/api/audit' } };
    const firsts = [{ ...hosts, details: { path: '/api/agents/docker/hosts/vm-0' } }, own];
    expect(await audit(server, admin, '?action=access.denied')).toMatchObject(firsts);
    await server.close();

    const again = await testServer({ ARCHNEST_DATA_DIR: server.dataDir });
    expect(await audit(again, admin, '?action=access')).toMatchObject([
      { ...hosts, details: { path: '/api/agents/docker/hosts/vm-4', times: 4 } },
      { ...own, details: { path: '/api/audit', times: 19 } },
      ...firsts,
    ]);
  });

  it('is not written down for what members may do, nor is anybody who is not signed in', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const token = await memberOf(server);
    await call(server, 'GET', '/api/hosts', { token });
    await call(server, 'GET', '/api/audit');
    await call(server, 'GET', '/api/audit', { token: 'forged' });
    expect(await audit(server, admin, '?action=access')).toEqual([]);
  });
});
