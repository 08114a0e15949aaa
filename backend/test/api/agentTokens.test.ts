import { request } from 'node:http';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  agentToken,
  createdAgentToken,
  type AgentToken,
  type CreatedAgentToken,
} from '../../src/contract/index.ts';
import { AGENT_TOKEN, aReport, call, post, setUp, testServer, type TestServer } from '../kit.ts';

const PATH = '/api/agents/tokens';
const REPORT = '/api/agents/docker/report';
const DAY_MS = 86_400_000;

async function create(server: TestServer, admin: string, hostId = 'vm-1') {
  const answer = await call(server, 'POST', PATH, { token: admin, body: { hostId } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return createdAgentToken.parse(answer.body) satisfies CreatedAgentToken;
}

async function list(server: TestServer, admin: string): Promise<AgentToken[]> {
  const answer = await call(server, 'GET', PATH, { token: admin });
  return agentToken.array().parse(answer.body);
}

const report = (server: TestServer, token: string, hostId = 'vm-1') =>
  call(server, 'POST', REPORT, { token, body: aReport({ hostId }) });

const revoke = (server: TestServer, admin: string, id: string) =>
  call(server, 'DELETE', `${PATH}/${id}`, { token: admin });

/** Works on the server's file behind its back. */
function database<T>(server: TestServer, work: (db: BetterSqlite.Database) => T): T {
  const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

describe('a token of one host', () => {
  it('is shown once, and stored as a digest', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const created = await create(server, admin);
    expect(created.token).toMatch(/^archnest_agent_[A-Za-z0-9_-]{43}$/);
    expect(created.agentToken).toMatchObject({
      hostId: 'vm-1',
      hint: created.token.slice(-4),
      createdBy: 'ada',
      lastUsedAt: null,
      lastAddress: null,
      expiresAt: null,
    });
    expect(await list(server, admin)).toEqual([created.agentToken]);
    const stored = database(server, (db) =>
      JSON.stringify(db.prepare('select *, cast(digest as text) from agent_tokens').all()),
    );
    expect(stored).not.toContain(created.token.slice(15, -4));
  });

  it('opens the door alone, where no shared token is set', async () => {
    const server = await testServer({ ARCHNEST_AGENT_TOKEN: undefined });
    const { token: admin } = await setUp(server);
    expect(await report(server, 'wrong')).toMatchObject({ status: 503 });
    const ingest = '/api/agents/docker/ingest';
    expect((await call(server, 'GET', ingest, { token: admin })).body.enabled).toBe(false);
    const { token, agentToken: stored } = await create(server, admin);
    expect((await call(server, 'GET', ingest, { token: admin })).body.enabled).toBe(true);
    expect(await report(server, token)).toMatchObject({ status: 200, body: { received: true } });
    expect(await report(server, 'wrong')).toMatchObject({ status: 401 });
    expect((await revoke(server, admin, stored.id)).status).toBe(204);
    expect(await report(server, token)).toMatchObject({ status: 503 });
  });

  it('reports no other host', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const { token } = await create(server, admin);
    const answer = await report(server, token, 'vm-2');
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    expect(answer.body.error.message).toContain('vm-1');
    expect((await call(server, 'GET', '/api/hosts', { token: admin })).body).toEqual([]);
    expect((await list(server, admin))[0]).toMatchObject({ lastUsedAt: null });
  });

  it('shuts the shared token out of its host, and of no other', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    expect((await post(server, aReport())).status).toBe(200);
    const { token, agentToken: stored } = await create(server, admin);
    const answer = await post(server, aReport({ hostname: 'impostor' }));
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    expect(answer.body.error.message).toContain('a token of its own');
    expect((await post(server, aReport({ hostId: 'vm-2' }))).status).toBe(200);
    expect((await report(server, token)).status).toBe(200);
    const hosts = await call(server, 'GET', '/api/agents/docker/hosts', { token: admin });
    expect(hosts.body).toMatchObject([
      { hostId: 'vm-1', hostname: 'docker01', token: 'own' },
      { hostId: 'vm-2', token: 'shared' },
    ]);
    await revoke(server, admin, stored.id);
    expect((await post(server, aReport())).status).toBe(200);
  });

  it('is refused at once when it is revoked, also while a report is on its way', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const { token, agentToken: stored } = await create(server, admin);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(server.url + REPORT, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          expect: '100-continue',
        },
      });
      // The door is open when the server asks for the body.
      sending.on('continue', () => {
        void revoke(server, admin, stored.id).then(() => sending.end(JSON.stringify(aReport())));
      });
      sending.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sending.on('error', reject);
      sending.flushHeaders();
    });
    expect(status).toBe(401);
    expect((await report(server, token)).status).toBe(401);
    expect((await call(server, 'GET', '/api/hosts', { token: admin })).body).toEqual([]);
    expect((await revoke(server, admin, stored.id)).status).toBe(404);
  });

  it('tells when and from where it was used last, also after a restart', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const { token } = await create(server, admin);
    const before = Date.now();
    await report(server, token);
    const [used] = await list(server, admin);
    expect(used?.lastAddress).toBe('127.0.0.1');
    expect(Date.parse(used?.lastUsedAt ?? '')).toBeGreaterThanOrEqual(before);
    // Not with each report: the disk is for reports.
    const column = 'select last_used_at from agent_tokens';
    expect(database(server, (db) => db.prepare(column).pluck().get())).toBeNull();
    await server.close();
    const second = await testServer({ ARCHNEST_DATA_DIR: server.dataDir });
    expect(await list(second, admin)).toEqual([used]);
    expect((await report(second, token)).status).toBe(200);
  });

  it('lives on when its host is forgotten', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const { token } = await create(server, admin);
    await report(server, token);
    await call(server, 'DELETE', '/api/agents/docker/hosts/vm-1', { token: admin });
    expect((await report(server, token)).status).toBe(200);
  });

  it.each([
    ['an unknown key', { hostId: 'vm-1', name: 'x' }],
    ['no host', {}],
    ['a bad host', { hostId: '../x' }],
  ])('is not made with %s', async (_name, body) => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const answer = await call(server, 'POST', PATH, { token: admin, body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'validation_failed' } } });
    expect(await list(server, admin)).toEqual([]);
  });

  it('is in the audit, without itself', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const { token, agentToken: stored } = await create(server, admin);
    await revoke(server, admin, stored.id);
    const page = await call(server, 'GET', '/api/audit?action=agent', { token: admin });
    expect(page.body.items).toMatchObject([
      {
        action: 'agent.token_revoke',
        actor: 'ada',
        target: 'agent:vm-1',
        outcome: 'ok',
        details: { tokenId: Number(stored.id) },
      },
      { action: 'agent.token_create', actor: 'ada', target: 'agent:vm-1', outcome: 'ok' },
    ]);
    expect(JSON.stringify(page.body)).not.toContain(token.slice(15));
  });
});

describe('rotation', () => {
  it('lets the token before live for a day, and no longer', async () => {
    const first = await testServer();
    const { token: admin } = await setUp(first);
    const old = await create(first, admin);
    const fresh = await create(first, admin);
    const tokens = await list(first, admin);
    expect(tokens).toMatchObject([{ id: old.agentToken.id }, { expiresAt: null }]);
    const left = Date.parse(tokens[0]?.expiresAt ?? '') - Date.now();
    expect(left).toBeLessThanOrEqual(DAY_MS);
    expect(left).toBeGreaterThan(DAY_MS - 60_000);
    for (const { token } of [old, fresh]) expect((await report(first, token)).status).toBe(200);
    await first.close();
    // The day passes.
    database(first, (db) => db.exec(`update agent_tokens set expires_at = expires_at - ${DAY_MS}`));
    const second = await testServer({ ARCHNEST_DATA_DIR: first.dataDir });
    expect((await report(second, old.token)).status).toBe(401);
    expect((await report(second, fresh.token)).status).toBe(200);
    expect(await list(second, admin)).toMatchObject([{ id: fresh.agentToken.id }]);
  });

  it('of one host at once leaves one token without an end', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    await Promise.all(Array.from({ length: 10 }, () => create(server, admin)));
    const tokens = await list(server, admin);
    expect(tokens).toHaveLength(10);
    expect(tokens.filter(({ expiresAt }) => expiresAt === null)).toEqual([tokens.at(-1)]);
  });

  it('under load loses no report: 20 machines report while each is given a new token', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const machines = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const hostId = `vm-${index}`;
        return { hostId, token: (await create(server, admin, hostId)).token, sent: 0 };
      }),
    );
    const answers = new Map<string, number>();
    let rotating = true;
    const reporting = machines.map(async (machine) => {
      // Until each has reported with its newest token too.
      for (let last = false; !last;) {
        last = !rotating;
        const body = aReport({ hostId: machine.hostId, bootId: 'a', seq: ++machine.sent });
        const answer = await call(server, 'POST', REPORT, { token: machine.token, body });
        const key = `${answer.status} ${JSON.stringify(answer.body)}`;
        answers.set(key, (answers.get(key) ?? 0) + 1);
      }
    });
    for (let round = 0; round < 3; round++)
      for (const machine of machines) {
        const { token } = await create(server, admin, machine.hostId);
        machine.token = token;
      }
    rotating = false;
    await Promise.all(reporting);
    const sent = machines.reduce((sum, machine) => sum + machine.sent, 0);
    expect(Object.fromEntries(answers)).toEqual({ '200 {"received":true}': sent });
    expect(sent).toBeGreaterThan(60);
    const tokens = await list(server, admin);
    expect(tokens.filter(({ expiresAt }) => expiresAt === null)).toHaveLength(20);
  });
});

describe('what the page learns of a machine', () => {
  const hosts = async (server: TestServer, admin: string) =>
    (await call(server, 'GET', '/api/agents/docker/hosts', { token: admin })).body as unknown;

  it('that a newer agent is here for it, and how wrong its clock is', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    await post(server, aReport({ agentVersion: '0.9.0', reportedAt: ahead }));
    const now = new Date().toISOString();
    await post(server, aReport({ hostId: 'vm-2', agentVersion: '99.0.0', reportedAt: now }));
    const [behind, fine] = (await hosts(server, admin)) as Record<string, unknown>[];
    expect(behind).toMatchObject({ updateAvailable: true });
    expect(fine).toMatchObject({ updateAvailable: false });
    expect(Math.abs(Number(behind?.['clockSkewSeconds']) - 3600)).toBeLessThan(60);
    expect(Math.abs(Number(fine?.['clockSkewSeconds']))).toBeLessThan(60);
  });

  it('that nothing would open the door for it any more', async () => {
    const first = await testServer();
    const { token: admin } = await setUp(first);
    await post(first, aReport());
    await first.close();
    const second = await testServer({
      ARCHNEST_DATA_DIR: first.dataDir,
      ARCHNEST_AGENT_TOKEN: undefined,
    });
    expect(await hosts(second, admin)).toMatchObject([{ hostId: 'vm-1', token: null }]);
  });
});

it('takes the shared token in constant shape: a longer, a shorter and a like one are refused alike', async () => {
  const server = await testServer();
  const { token: admin } = await setUp(server);
  const { token } = await create(server, admin);
  const wrong = [`${AGENT_TOKEN}x`, 'x', `${token}x`, token.slice(0, -1), token.toUpperCase()];
  const answers = await Promise.all(wrong.map((other) => report(server, other)));
  const seen = new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`));
  expect([...seen]).toEqual([expect.stringMatching(/^401 /)]);
});
