import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { about, auditVerification, type AuditEntry } from '../../src/contract/index.ts';
import { call, setUp, testServer, type TestServer } from '../kit.ts';
import { aPerson } from '../people.ts';
import { sql } from '../sql.ts';

const EVIL = '=HYPERLINK("http://x","y")';

/** Puts so many entries straight into the database, as somebody else's. */
function plant(server: TestServer, count: number): void {
  const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
  const insert = db.prepare(
    `insert into audit_log (at, actor, action, target, outcome, details)
     values (?, 'eve', 'container.stop', ?, 'ok', '{"durationMs":5}')`,
  );
  db.transaction(() => {
    for (let index = 1; index <= count; index++) insert.run(index, `docker:1/c${index}`);
  })();
  db.close();
}

const exported = (server: TestServer, token: string, query: string, headers = {}) =>
  fetch(`${server.url}/api/audit/export?${query}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });

describe('GET /api/audit/export', () => {
  it('is a file of JSON with every entry, newest first', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    plant(server, 1_200);
    const answer = await exported(server, token, 'format=json');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="archnest-audit-\d{4}-\d\d-\d\d\.json"$/,
    );
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const entries = (await answer.json()) as AuditEntry[];
    expect(entries.map(({ id }) => id)).toEqual(
      Array.from({ length: 1_202 }, (_, index) => 1_202 - index),
    );
    expect(entries[0]).toMatchObject({
      actor: 'ada',
      action: 'audit.export',
      outcome: 'ok',
      details: { format: 'json' },
    });
    expect(entries[1]).toMatchObject({ actor: 'eve', details: { durationMs: 5 } });
  });

  it('is a file of CSV that no spreadsheet runs', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    sql(
      server,
      "insert into audit_log (at, actor, action, target, outcome) values (0, 'a,b', 'host.test', ?, 'failed')",
      EVIL,
    );
    const answer = await exported(server, token, 'format=csv&action=host.test');
    expect(answer.headers.get('content-disposition')).toMatch(/\.csv"$/);
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).toBe(
      'id,at,actor,address,action,target,outcome,code,details\r\n' +
        '2,1970-01-01T00:00:00.000Z,"a,b",,host.test,"\'=HYPERLINK(""http://x"",""y"")",failed,,\r\n',
    );
  });

  it('takes the filters of the list, and says so in the audit', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    plant(server, 20);
    const query = `format=json&actor=EVE&action=container&from=1970-01-01T00:00:00.005Z&to=1970-01-01T00:00:00.006Z`;
    const entries = (await (await exported(server, token, query)).json()) as AuditEntry[];
    expect(entries.map(({ target }) => target)).toEqual(['docker:1/c6', 'docker:1/c5']);
    expect(await (await exported(server, token, 'format=json&actor=nobody')).json()).toEqual([]);
    const { body } = await call(server, 'GET', '/api/audit?action=audit.export', { token });
    expect(body.items).toMatchObject([
      { details: { format: 'json', actor: 'nobody' } },
      { details: { format: 'json', actor: 'EVE', action: 'container' } },
    ]);
  });

  it.each(['', 'format=xml', 'format=csv&cursor=5', 'format=csv&nope=1'])(
    '?%s is 400',
    async (query) => {
      const server = await testServer();
      const { token } = await setUp(server);
      expect((await exported(server, token, query)).status).toBe(400);
    },
  );

  it('to HEAD is no export', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const { status, headers } = await call(server, 'HEAD', '/api/audit/export?format=csv', {
      token,
    });
    expect([status, headers.get('content-disposition')]).toEqual([
      200,
      expect.stringContaining('attachment'),
    ]);
    const { body } = await call(server, 'GET', '/api/audit?action=audit', { token });
    expect(body.items).toEqual([]);
  });

  it('of a hundred thousand entries waits for its reader, and lets others through', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    plant(server, 100_000);
    const request = get(`${server.url}/api/audit/export?format=json`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    // Nobody reads it yet.
    const before = process.memoryUsage();
    expect((await call(server, 'GET', '/api/health')).status).toBe(200);
    let bytes = 0;
    let most = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      const { heapUsed, external } = process.memoryUsage();
      most = Math.max(most, heapUsed + external - before.heapUsed - before.external);
    }
    expect(bytes).toBeGreaterThan(15_000_000);
    expect(most).toBeLessThan(100_000_000);
  });
});

describe('GET /api/audit/verify', () => {
  it('finds what the server has written as it was written, and what somebody has changed', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    for (let index = 0; index < 3; index++)
      await call(server, 'POST', '/api/auth/login', { body: { username: 'ada', password: 'no' } });
    const verify = async () => {
      const { status, body } = await call(server, 'GET', '/api/audit/verify', { token });
      expect(status).toBe(200);
      return auditVerification.parse(body);
    };
    expect(await verify()).toMatchObject({ ok: true, checked: 4, brokenAt: null, reason: null });
    sql(server, 'delete from audit_log where id = 3');
    expect(await verify()).toMatchObject({
      ok: false,
      checked: 2,
      brokenAt: 4,
      reason: 'Entry 4 was changed, or entries right before it are missing.',
    });
  });

  it('holds over a new start, and not with another key', async () => {
    const ARCHNEST_SECRET_KEY = 'k'.repeat(40);
    const server = await testServer({ ARCHNEST_SECRET_KEY });
    await setUp(server);
    await server.close();
    const verdict = async (key: string) => {
      const again = await testServer({
        ARCHNEST_DATA_DIR: server.dataDir,
        ARCHNEST_SECRET_KEY: key,
      });
      const body = { username: 'ada', password: 'correct horse battery' };
      const { token } = (await call(again, 'POST', '/api/auth/login', { body })).body as {
        token: string;
      };
      const answer = await call(again, 'GET', '/api/audit/verify', { token });
      await again.close();
      return answer.body as unknown;
    };
    expect(await verdict(ARCHNEST_SECRET_KEY)).toMatchObject({ ok: true, checked: 2 });
    expect(await verdict('x'.repeat(40))).toMatchObject({ ok: false, brokenAt: 1 });
  });

  it('of a hundred thousand entries lets others through', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    await server.close();
    // As before there was a chain: the next start chains them.
    plant(server, 100_000);
    sql(server, 'update audit_log set hash = null, at = ?', Date.now());
    sql(server, 'delete from audit_chain');
    const again = await testServer({ ARCHNEST_DATA_DIR: server.dataDir });
    let over = false;
    let answered = 0;
    const verdict = call(again, 'GET', '/api/audit/verify', { token }).finally(() => (over = true));
    while (!over) {
      expect((await call(again, 'GET', '/api/health')).status).toBe(200);
      answered += 1;
    }
    expect((await verdict).body).toMatchObject({ ok: true, checked: 100_002 });
    expect(answered).toBeGreaterThan(10);
  });
});

describe('GET /api/about', () => {
  it('tells members the server’s numbers and no place', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const bob = await aPerson(server, token, 'bob');
    const { status, body } = await bob.call('GET', '/api/about');
    expect(status).toBe(200);
    const numbers = about.strict().parse(body);
    expect(numbers).toMatchObject({ node: process.versions.node, hosts: 0, users: 2, seats: 10 });
    expect(numbers.databaseBytes).toBeGreaterThan(10_000);
    expect(numbers.dataDirBytes).toBeGreaterThan(numbers.databaseBytes);
    expect(JSON.stringify(body)).not.toContain('/');
  });

  it('counts active users only', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const bob = await aPerson(server, token, 'bob');
    await call(server, 'PATCH', `/api/users/${bob.id}`, { token, body: { active: false } });
    expect((await call(server, 'GET', '/api/about', { token })).body).toMatchObject({ users: 1 });
  });
});
