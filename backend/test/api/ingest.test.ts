import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import BetterSqlite from 'better-sqlite3';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  aContainer,
  AGENT_TOKEN,
  aReport,
  call,
  containerId,
  post,
  setUp,
  testServer,
} from '../kit.ts';
import { reportLimits, type Host } from '../../src/contract/index.ts';
import type { TestServer } from '../kit.ts';

const REPORT = '/api/agents/docker/report';

/** Posts bytes as they are. */
async function postRaw(server: TestServer, body: Uint8Array | string, headers = {}) {
  const response = await fetch(server.url + REPORT, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${AGENT_TOKEN}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: body as NonNullable<RequestInit['body']>,
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

/** Begins a report of so many bytes and sends none of them; gone with the test or by `destroy`. */
async function begin(server: TestServer, bytes: number): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const head = [
    `POST ${REPORT} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    `Authorization: Bearer ${AGENT_TOKEN}`,
    'Content-Type: application/json',
    `Content-Length: ${bytes}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  return socket;
}

/** What is said to a report before its body came; `none` when it is waited for. */
async function firstAnswer(server: TestServer, bytes: number): Promise<string> {
  const socket = await begin(server, bytes);
  const answer = once(socket, 'data').then(([data]: Buffer[]) => String(data));
  const first = await Promise.race([answer, sleep(300, 'none')]);
  socket.destroy();
  return first;
}

describe('the agents’ door', () => {
  it('takes in no more at once from one address than memory is there for', async () => {
    const server = await testServer();
    const almost = reportLimits.bytes - 100_000;
    const open = await Promise.all(Array.from({ length: 4 }, () => begin(server, almost)));
    const large = await firstAnswer(server, reportLimits.bytes);
    expect(large).toMatch(/^HTTP\/1\.1 429 /);
    expect(large).toMatch(/retry-after: 5/i);
    expect(large).toMatch(/connection: close/i);
    expect((await post(server, aReport())).status).toBe(200);
    // What is let go of makes room.
    for (const socket of open) socket.destroy();
    await expect.poll(() => firstAnswer(server, reportLimits.bytes)).toBe('none');
  });

  it('is closed when no token is configured', async () => {
    const server = await testServer({ ARCHNEST_AGENT_TOKEN: undefined });
    const answer = await post(server, aReport());
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'disabled' } } });
  });

  it.each([
    ['none', undefined],
    ['shorter', 'x'],
    ['longer', `${AGENT_TOKEN}${'x'.repeat(5000)}`],
    ['as long', AGENT_TOKEN.replace('a', 'b')],
  ])('refuses a token that is %s', async (_name, token) => {
    const server = await testServer();
    const answer = await call(server, 'POST', REPORT, { token, body: aReport() });
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthenticated' } } });
  });

  it('refuses another scheme, and an admin’s session', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const basic = { authorization: `Basic ${AGENT_TOKEN}` };
    expect((await call(server, 'POST', REPORT, { headers: basic, body: {} })).status).toBe(401);
    expect((await call(server, 'POST', REPORT, { token, body: {} })).status).toBe(401);
  });

  it('decides before the body is read: 401 comes although the body never does', async () => {
    const server = await testServer();
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
        socket.write(
          `POST ${REPORT} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer wrong\r\n` +
            'content-type: application/json\r\ncontent-length: 16000000\r\n\r\n{"hostId',
        );
      });
      socket.once('data', (data) => {
        socket.destroy();
        resolve(data.toString());
      });
      socket.once('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('refuses a wrong token with bad JSON and with 16 MB alike', async () => {
    const server = await testServer();
    for (const body of ['{', 'x'.repeat(16_000_000)]) {
      const status = await postRaw(server, body, { authorization: 'Bearer wrong' }).then(
        (answer) => answer.status,
        // The server answers and hangs up while the client still sends.
        () => 401,
      );
      expect(status).toBe(401);
    }
  });

  it('opens nothing else', async () => {
    const server = await testServer();
    for (const path of ['/api/hosts', '/api/agents/docker/hosts', '/api/auth/me'])
      expect((await call(server, 'GET', path, { token: AGENT_TOKEN })).status).toBe(401);
  });
});

describe('a report', () => {
  it('is taken in, plain and gzip, and read back', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    expect((await post(server, aReport())).body).toEqual({ received: true });
    const second = aReport({ hostId: 'vm-2', hostname: 'docker02' });
    const packed = await postRaw(server, gzipSync(JSON.stringify(second)), {
      'content-encoding': 'gzip',
    });
    expect(packed).toEqual({ status: 200, body: { received: true } });

    const hosts = await call(server, 'GET', '/api/agents/docker/hosts', { token });
    expect(hosts.body).toMatchObject([
      { hostId: 'vm-1', hostname: 'docker01', containerCount: 1, stale: false },
      { hostId: 'vm-2', hostname: 'docker02', reportedAt: '2026-06-20T19:30:00Z' },
    ]);
    const all = await call(server, 'GET', '/api/hosts', { token });
    expect(all.body).toMatchObject([
      { key: 'agent:vm-1', source: 'agent', status: 'online', capabilities: [], runningCount: 1 },
      { key: 'agent:vm-2' },
    ]);
    const path = '/api/agents/docker/hosts/vm-1/containers';
    const list = await call(server, 'GET', path, { token });
    expect(list.body).toMatchObject([{ id: containerId('a'), host: 'agent:vm-1', health: null }]);
    for (const ref of ['web', 'aaaa', containerId('a')])
      expect((await call(server, 'GET', `${path}/${ref}`, { token })).body).toEqual(list.body[0]);
    expect((await call(server, 'GET', `${path}/nope`, { token })).status).toBe(404);
    expect(
      (await call(server, 'GET', '/api/agents/docker/hosts/vm-9/containers', { token })).status,
    ).toBe(404);
    const some = await call(server, 'GET', '/api/containers?host=agent:vm-2&host=agent:vm-9', {
      token,
    });
    expect(some.body).toMatchObject({
      items: [{ host: 'agent:vm-2' }],
      failures: [{ host: 'agent:vm-9', code: 'not_found' }],
    });
  });

  it('replaces the last one of its host, whole', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    await post(
      server,
      aReport({ containers: [aContainer(), aContainer({ id: containerId('b'), name: 'db' })] }),
    );
    await post(server, aReport({ containers: [aContainer({ name: 'renamed' })] }));
    const list = await call(server, 'GET', '/api/agents/docker/hosts/vm-1/containers', { token });
    expect(list.body.map((item: { name: string }) => item.name)).toEqual(['renamed']);
  });

  it('does not replace a newer one of the same boot; the agent’s clock decides nothing', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const send = (fields: object) => post(server, aReport(fields)).then((answer) => answer.body);
    expect(await send({ bootId: 'b1', seq: 7 })).toEqual({ received: true });
    expect(await send({ bootId: 'b1', seq: 6 })).toEqual({ received: false, reason: 'older' });
    expect(await send({ bootId: 'b1', seq: 7 })).toEqual({ received: false, reason: 'older' });
    expect(await send({ bootId: 'b1', seq: 8, reportedAt: '1999-01-01T00:00:00Z' })).toEqual({
      received: true,
    });
    expect(await send({ bootId: 'b2', seq: 1 })).toEqual({ received: true });
    expect(await send({ bootId: 'b1', seq: 8 })).toEqual({ received: false, reason: 'older' });
    expect(await send({ reportedAt: '2999-01-01T00:00:00Z' })).toEqual({ received: true });
    const hosts = await call(server, 'GET', '/api/agents/docker/hosts', { token });
    expect(hosts.body[0]).toMatchObject({ stale: false, reportedAt: '2999-01-01T00:00:00Z' });
  });

  it('goes stale by the server’s clock and comes back with the next', async () => {
    const server = await testServer({ ARCHNEST_STALE_AFTER_MS: '1000' });
    const { token } = await setUp(server);
    const status = async () => (await call(server, 'GET', '/api/hosts', { token })).body[0].status;
    await post(server, aReport());
    expect(await status()).toBe('online');
    await expect.poll(status, { timeout: 10_000 }).toBe('stale');
    await post(server, aReport());
    expect(await status()).toBe('online');
  });

  it('says that the daemon did not answer, beside what others have', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    await post(server, aReport({ dockerHealthy: false, containers: [] }));
    await post(server, aReport({ hostId: 'vm-2' }));
    const all = await call(server, 'GET', '/api/containers', { token });
    expect(all.body).toMatchObject({
      items: [{ host: 'agent:vm-2' }],
      failures: [{ host: 'agent:vm-1', code: 'host_unreachable' }],
    });
  });

  it('is masked again, whatever the agent let through', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const canary = 'canary-7d1f';
    await post(
      server,
      aReport({
        containers: [
          aContainer({
            env: [{ key: 'DB_PASSWORD', value: canary }],
            labels: { 'app.secret': canary },
            command: `redis-server --requirepass ${canary}`,
          }),
        ],
      }),
    );
    const one = await call(server, 'GET', '/api/agents/docker/hosts/vm-1/containers/web', {
      token,
    });
    expect(JSON.stringify(one.body)).not.toContain(canary);
    expect(one.body.env).toEqual([{ key: 'DB_PASSWORD', value: '********' }]);
  });

  it('can be forgotten by an admin', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    await post(server, aReport());
    const path = '/api/agents/docker/hosts/vm-1';
    expect((await call(server, 'DELETE', path, { token })).status).toBe(204);
    expect((await call(server, 'DELETE', path, { token })).status).toBe(404);
    expect((await call(server, 'GET', '/api/hosts', { token })).body).toEqual([]);
    expect((await call(server, 'GET', `${path}/containers`, { token })).status).toBe(404);
  });
});

describe('bad input', () => {
  const long = 'x'.repeat(64);
  it.each([
    ['an empty hostId', aReport({ hostId: '' }), 'hostId'],
    ['dots', aReport({ hostId: '..' }), 'hostId'],
    ['slashes', aReport({ hostId: 'a/b' }), 'hostId'],
    ['__proto__', aReport({ hostId: '__proto__' }), 'hostId'],
    ['NUL', aReport({ hostId: 'a\0' }), 'hostId'],
    ['64 characters', aReport({ hostId: long }), 'hostId'],
    ['an emoji', aReport({ hostId: '🐳' }), 'hostId'],
    ['an array', aReport({ hostId: ['vm-1'] as never }), 'hostId'],
    [
      'one id twice',
      aReport({ containers: [aContainer(), aContainer({ name: 'b' })] }),
      'containers.1.id',
    ],
    [
      'a list without end',
      aReport({ containers: [aContainer({ ports: Array(10_001).fill(1) as never })] }),
      'containers.0.ports',
    ],
    ['no containers', { ...aReport(), containers: undefined }, 'containers'],
    ['containers that are none', aReport({ containers: {} }), 'containers'],
    ['a bad date', aReport({ reportedAt: 'yesterday' }), 'reportedAt'],
    [
      'a bad state',
      aReport({ containers: [aContainer(), aContainer({ state: 'sleeping' as never })] }),
      'containers.1.state',
    ],
    ['a short id', aReport({ containers: [aContainer({ id: 'abc' })] }), 'containers.0.id'],
    [
      'a negative size',
      aReport({ containers: [aContainer({ stats: { memUsage: -1 } as never })] }),
      'containers.0.stats.cpuPercent',
    ],
    [
      'a NUL in a name',
      aReport({ containers: [aContainer({ name: 'a\0b' })] }),
      'containers.0.name',
    ],
    [
      'a lone surrogate',
      aReport({ containers: [aContainer({ labels: { a: '\ud800' } })] }),
      'containers.0.labels.a',
    ],
    [
      'a bad env',
      aReport({
        containers: [aContainer({ env: [{ key: 'A', value: 'b' }, { key: 1 }] as never })],
      }),
      'containers.0.env.1.key',
    ],
  ])('%s is 400 with the path of the first bad field', async (_name, report, path) => {
    const server = await testServer();
    const answer = await post(server, report);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ code: 'validation_failed' });
    expect(answer.body.error.details[0].path).toBe(path);
  });

  it.each<[string, string | Uint8Array, Record<string, string>, number]>([
    ['bad JSON', '{"hostId":', {}, 400],
    ['nothing', '', {}, 400],
    ['null', 'null', {}, 400],
    ['bad UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), {}, 400],
    ['400,000-deep nesting', `${'['.repeat(400_000)}${']'.repeat(400_000)}`, {}, 400],
    ['1e999', JSON.stringify(aReport({ seq: 1 })).replace('"seq":1', '"seq":1e999'), {}, 400],
    ['bytes that are not gzip', 'hello', { 'content-encoding': 'gzip' }, 400],
    ['another encoding', '{}', { 'content-encoding': 'br' }, 415],
    ['another type', '{}', { 'content-type': 'text/plain' }, 415],
    ['a gzip bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024)), { 'content-encoding': 'gzip' }, 413],
    ['more than 16 MiB', Buffer.alloc(16 * 1024 * 1024 + 1, 0x20), {}, 413],
    [
      '10,001 containers',
      JSON.stringify(aReport({ containers: Array(10_001).fill(aContainer()) })),
      {},
      413,
    ],
    ['millions of objects', `{"containers":[${'{},'.repeat(5_000_000)}{}]}`, {}, 400],
  ])('%s is refused, and the server goes on', async (_name, body, headers, status) => {
    const server = await testServer();
    expect((await postRaw(server, body, headers)).status).toBe(status);
    expect((await post(server, aReport())).status).toBe(200);
  });
});

it('answers other requests while a report of 15 MiB is read', async () => {
  const server = await testServer();
  const containers = Array.from({ length: 10_000 }, (_, index) =>
    aContainer({
      id: index.toString(16).padStart(64, '0'),
      name: `c${index}`,
      env: Array.from({ length: 20 }, (_v, n) => ({ key: `VARIABLE_${n}`, value: 'v'.repeat(20) })),
    }),
  );
  let answered = 0;
  let reading = true;
  const big = post(server, aReport({ containers })).finally(() => (reading = false));
  while (reading) {
    await call(server, 'GET', '/api/health');
    answered += 1;
  }
  expect((await big).body).toEqual({ received: true });
  expect(answered).toBeGreaterThan(10);
});

describe('what goes wrong later', () => {
  /** Writes into the server's file behind its back. */
  const tamper = (server: TestServer, sql: string) => {
    const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
    db.exec(sql);
    db.close();
  };

  it('a damaged report is one host’s failure, and the next one mends it', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    for (const hostId of ['vm-1', 'vm-2', 'vm-3']) await post(server, aReport({ hostId }));
    tamper(server, "update agent_reports set body = x'00ff' where host_id = 'vm-2'");
    const all = await call(server, 'GET', '/api/containers', { token });
    expect(all.body.items.map((item: { host: string }) => item.host)).toEqual([
      'agent:vm-1',
      'agent:vm-3',
    ]);
    expect(all.body.failures).toMatchObject([{ host: 'agent:vm-2', code: 'internal' }]);
    await post(server, aReport({ hostId: 'vm-2' }));
    expect((await call(server, 'GET', '/api/containers', { token })).body.items).toHaveLength(3);
  });

  it('damaged marks of order do not end the process', async () => {
    const first = await testServer();
    await post(first, aReport({ bootId: 'a', seq: 2 }));
    await first.close();
    tamper(first, "update agent_hosts set boots = 'x'");
    const second = await testServer({ ARCHNEST_DATA_DIR: first.dataDir });
    expect((await post(second, aReport({ bootId: 'a', seq: 1 }))).body).toEqual({ received: true });
  });

  it('a report from when the clock was ahead goes stale in time', async () => {
    const first = await testServer();
    await post(first, aReport());
    await first.close();
    tamper(first, `update agent_hosts set received_at = ${Date.now() + 30 * 86_400_000}`);
    const second = await testServer({
      ARCHNEST_DATA_DIR: first.dataDir,
      ARCHNEST_STALE_AFTER_MS: '1000',
    });
    const { token } = await setUp(second);
    const status = async () => (await call(second, 'GET', '/api/hosts', { token })).body[0].status;
    await expect.poll(status, { timeout: 10_000 }).toBe('stale');
  });

  it('two machines with one hostId are shown as a conflict, and both get through', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const send = (bootId: string, seq: number) => post(server, aReport({ bootId, seq }));
    for (const [bootId, seq] of [
      ['a', 1],
      ['b', 1],
      ['a', 2],
      ['b', 2],
    ] as const) {
      expect((await send(bootId, seq)).body).toEqual({ received: true });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const [host] = (await call(server, 'GET', '/api/hosts', { token })).body as Host[];
    expect(host).toMatchObject({ status: 'unknown' });
    expect(host?.statusDetail).toMatch(/Two machines report as vm-1/);
  });

  it('keeps nothing of what the contract does not know', async () => {
    const server = await testServer();
    const unknown = { ...aContainer(), extra: { secret: 'canary-of-the-future' } };
    await post(server, aReport({ containers: [unknown as never] }));
    const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
    const { body, encoding } = db.prepare('select body, encoding from agent_reports').get() as {
      body: Buffer;
      encoding: string;
    };
    db.close();
    const text = (encoding === 'gzip' ? gunzipSync(body) : body).toString();
    expect(text).toContain('"web"');
    expect(text).not.toContain('canary');
  });
});
