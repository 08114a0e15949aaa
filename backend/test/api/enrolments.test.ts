import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { enrolled, enrolment, type Enrolment } from '../../src/contract/index.ts';
import { aReport, call, setUp, testServer, type TestServer } from '../kit.ts';

async function create(
  server: TestServer,
  admin: string,
  { hostId = 'vm-1', headers = {} }: { hostId?: string; headers?: Record<string, string> } = {},
): Promise<Enrolment> {
  const answer = await call(server, 'POST', '/api/agents/enrolments', {
    token: admin,
    body: { hostId },
    headers,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return enrolment.parse(answer.body);
}

const enrol = (server: TestServer, code: string, headers: Record<string, string> = {}) =>
  call(server, 'POST', '/api/agents/enrol', { body: { code }, headers });

describe('a code', () => {
  it('comes with the line to paste, and is stored as a digest', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const made = await create(server, admin);
    expect(made.code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(made.url).toBe(server.url);
    expect(made.command).toBe(
      `curl -fsSL ${server.url}/agent/install.sh | sudo bash -s -- --enrol ${made.code}`,
    );
    const left = Date.parse(made.expiresAt) - Date.now();
    expect(left).toBeLessThanOrEqual(15 * 60_000);
    expect(left).toBeGreaterThan(14 * 60_000);
    const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
    const stored = JSON.stringify(
      db.prepare('select *, cast(digest as text) from agent_enrolments').all(),
    );
    db.close();
    expect(stored).not.toContain(made.code.slice(0, 11));
    expect(new Set([made.code, (await create(server, admin)).code]).size).toBe(2);
  });

  it('is traded for a token of its host, once', async () => {
    const server = await testServer({ ARCHNEST_AGENT_TOKEN: undefined });
    const { token: admin } = await setUp(server);
    const { code } = await create(server, admin);
    const answer = await enrol(server, code);
    expect(answer.status).toBe(200);
    const { hostId, token } = enrolled.parse(answer.body);
    expect(hostId).toBe('vm-1');
    const path = '/api/agents/docker/report';
    expect((await call(server, 'POST', path, { token, body: aReport() })).status).toBe(200);
    expect((await enrol(server, code)).status).toBe(401);
    const tokens = await call(server, 'GET', '/api/agents/tokens', { token: admin });
    expect(tokens.body).toMatchObject([{ hostId: 'vm-1', createdBy: 'ada (enrolment)' }]);
    // Once more is a rotation.
    await enrol(server, (await create(server, admin)).code);
    const after = await call(server, 'GET', '/api/agents/tokens', { token: admin });
    expect(after.body).toMatchObject([{ expiresAt: expect.any(String) }, { expiresAt: null }]);
    expect((await call(server, 'POST', path, { token, body: aReport() })).status).toBe(200);
  });

  it('may be typed in small letters, without dashes and with look-alikes', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const { code } = await create(server, admin);
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect((await enrol(server, typed)).status).toBe(200);
  });

  it('that is unknown, used or too old is refused alike', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const used = (await create(server, admin)).code;
    await enrol(server, used);
    const old = (await create(server, admin)).code;
    const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
    db.exec('update agent_enrolments set expires_at = 1');
    db.close();
    const answers = new Set<string>();
    for (const code of [used, old, 'AAAAA-AAAAA-AAAAA-AAAAA', '-', `${used}0`]) {
      const answer = await enrol(server, code);
      answers.add(`${answer.status} ${JSON.stringify(answer.body)}`);
    }
    expect([...answers]).toEqual([expect.stringMatching(/^401 .*make a new one/)]);
  });

  it('brought by twenty at once buys one token', async () => {
    const server = await testServer({ ARCHNEST_TRUST_PROXY: 'on' });
    const { token: admin } = await setUp(server);
    const { code } = await create(server, admin);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        enrol(server, code, { 'x-forwarded-for': `10.0.0.${index}` }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array<number>(19).fill(401)]);
    const tokens = await call(server, 'GET', '/api/agents/tokens', { token: admin });
    expect(tokens.body).toHaveLength(1);
  });

  it('can be guessed at ten times a minute from one address', async () => {
    const server = await testServer({ ARCHNEST_TRUST_PROXY: 'on' });
    const { token: admin } = await setUp(server);
    const statuses: number[] = [];
    for (let index = 0; index < 11; index++)
      statuses.push((await enrol(server, `GUESS-${index}`)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    const { code } = await create(server, admin);
    expect((await enrol(server, code)).status).toBe(429);
    expect((await enrol(server, code, { 'x-forwarded-for': '10.0.0.9' })).status).toBe(200);
  });

  it('that is right does not count: a rack of machines behind one address is enrolled in one go', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    for (let index = 0; index < 15; index++) {
      const { code } = await create(server, admin, { hostId: `vm-${index}` });
      expect((await enrol(server, code)).status).toBe(200);
    }
  });

  it('is in the audit with what became of it, and without itself', async () => {
    const server = await testServer();
    const { token: admin } = await setUp(server);
    const { code } = await create(server, admin);
    const { token } = enrolled.parse((await enrol(server, code)).body);
    await enrol(server, code);
    const page = await call(server, 'GET', '/api/audit?action=agent', { token: admin });
    expect(page.body.items).toMatchObject([
      { action: 'agent.enrol', actor: null, target: null, outcome: 'failed' },
      { action: 'agent.enrol', actor: null, target: 'agent:vm-1', outcome: 'ok' },
      { action: 'agent.enrolment_create', actor: 'ada', target: 'agent:vm-1', outcome: 'ok' },
    ]);
    const text = JSON.stringify(page.body);
    for (const secret of [code, token]) expect(text).not.toContain(secret);
  });

  it.each([
    ['an unknown key', { code: 'X', hostId: 'vm-1' }],
    ['nothing', {}],
    ['65 characters', { code: 'x'.repeat(65) }],
  ])('with %s is 400', async (_name, body) => {
    const server = await testServer();
    expect((await call(server, 'POST', '/api/agents/enrol', { body })).status).toBe(400);
  });
});

describe('the address in the line', () => {
  it('is what the admin has set', async () => {
    const server = await testServer({ ARCHNEST_PUBLIC_URL: 'https://nest.home.arpa' });
    const { token: admin } = await setUp(server);
    const made = await create(server, admin);
    expect(made.url).toBe('https://nest.home.arpa');
    expect(made.command).toContain('curl -fsSL https://nest.home.arpa/agent/install.sh |');
    const script = await call(server, 'GET', '/agent/install.sh');
    expect(script.body).toContain("\nreadonly SERVER_URL='https://nest.home.arpa'\n");
  });

  it('is the one that a trusted proxy was asked for', async () => {
    const server = await testServer({ ARCHNEST_TRUST_PROXY: 'on' });
    const { token: admin } = await setUp(server);
    const headers = { 'x-forwarded-host': 'nest.example:8443', 'x-forwarded-proto': 'https' };
    expect((await create(server, admin, { headers })).url).toBe('https://nest.example:8443');
    const plain = await testServer();
    const session = await setUp(plain);
    expect((await create(plain, session.token, { headers })).url).toBe(plain.url);
  });

  it.each([
    "x';touch pwned;'",
    'x$(touch pwned)',
    'a b',
    'x/path',
    'user@x',
    '`id`',
    'x\\',
    'x:123456',
  ])('is refused as %j, in the line and in the script', async (host) => {
    const server = await testServer({ ARCHNEST_TRUST_PROXY: 'on' });
    const { token: admin } = await setUp(server);
    const headers = { 'x-forwarded-host': host };
    const body = { hostId: 'vm-1' };
    const made = await call(server, 'POST', '/api/agents/enrolments', {
      token: admin,
      headers,
      body,
    });
    expect(made).toMatchObject({ status: 400, body: { error: { code: 'validation_failed' } } });
    expect(made.body.error.message).toContain('ARCHNEST_PUBLIC_URL');
    const script = await call(server, 'GET', '/agent/install.sh', { headers });
    expect(script.status).toBe(400);
  });

  it('of IPv6 is one word for every shell', async () => {
    const server = await testServer({ ARCHNEST_PUBLIC_URL: 'http://[fd00::1]:4000' });
    const { token: admin } = await setUp(server);
    const { command } = await create(server, admin);
    expect(command).toContain("curl -fsSL 'http://[fd00::1]:4000/agent/install.sh' |");
  });
});

describe('GET /agent', () => {
  it('serves an installer that is whole and knows its server', async () => {
    const server = await testServer();
    const answer = await call(server, 'GET', '/agent/install.sh');
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers.get('content-type')).toBe('text/x-shellscript; charset=utf-8');
    const script = answer.body as string;
    expect(script).toMatch(/^#!\/usr\/bin\/env bash\n/);
    expect(script).toContain(`\nreadonly SERVER_URL='${server.url}'\n`);
    execFileSync('bash', ['-n'], { input: script });
    expect(execFileSync('bash', ['-s', '--', '--help'], { input: script }).toString()).toContain(
      '--enrol CODE',
    );
  });

  it.each([
    'archnest-docker-agent.sh',
    'archnest-docker-agent.service',
    'archnest-docker-agent.timer',
  ])('serves %s', async (name) => {
    const server = await testServer();
    const answer = await call(server, 'GET', `/agent/${name}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(/ArchNest/);
  });
});
