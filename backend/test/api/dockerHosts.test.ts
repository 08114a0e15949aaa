import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeCertificates, type Certificates } from '../bench/certificates.ts';
import { startProxy } from '../bench/daemonProxy.ts';
import { testDocker, type TestDocker } from '../bench/dockerd.ts';
import { addHost, asAdmin, memberToken } from '../dockerHost.ts';
import { testFake } from '../engineSource.ts';
import { ID, named, ONE } from '../fakeAnswers.ts';
import { ADMIN, call, testServer } from '../kit.ts';

const HOSTS = '/api/docker/hosts';

let docker: TestDocker;
let certificates: Certificates;
beforeAll(async () => {
  [docker, certificates] = await Promise.all([testDocker(), makeCertificates()]);
});
afterAll(async () => {
  await docker.stop();
});

const pem = (kind: string, text: string) =>
  `-----BEGIN ${kind}-----\n${text}\n-----END ${kind}-----`;
/** Material that opens nothing and that a search finds. */
const CANARIES = { ca: 'canaryOfTheCa', cert: 'canaryOfTheCert', key: 'canaryOfTheKey' };
const CANARY_TLS = {
  ca: pem('CERTIFICATE', CANARIES.ca),
  cert: pem('CERTIFICATE', CANARIES.cert),
  key: pem('PRIVATE KEY', CANARIES.key),
  serverName: 'docker.test',
};

const ODD_BODIES: [what: string, body: object][] = [
  ['no name', { name: ' ', endpoint: 'tcp://h:1' }],
  ['a name with what nobody sees', { name: 'a\u0000b', endpoint: 'tcp://h:1' }],
  ['no endpoint', { name: 'x' }],
  ...[
    'docker.sock',
    '/var/run/docker.sock',
    'unix://docker.sock',
    'unix:///a\nb',
    'http://h:2375',
    'ssh://root@h',
    'npipe:////./pipe/docker_engine',
    'tcp://h',
    'tcp://h:0',
    'tcp://h:65536',
    'tcp://h:2375/path',
    'tcp://h:2375?x=1',
    'tcp://user:pass@h:2375',
    'tcp://h;id:2375',
    'tcp://$(id):2375',
    'tcps://[::1:2376',
    7,
    ['tcp://h:1'],
  ].map((endpoint): [string, object] => [String(endpoint), { name: 'x', endpoint }]),
  ['an unknown key', { name: 'x', endpoint: 'tcp://h:1', rejectUnauthorized: false }],
  ['an unknown key of TLS', { name: 'x', endpoint: 'tcps://h:1', tls: { insecure: true } }],
  ['half a certificate', { name: 'x', endpoint: 'tcps://h:1', tls: { cert: CANARY_TLS.cert } }],
  ['a key that is none', { name: 'x', endpoint: 'tcps://h:1', tls: { ...CANARY_TLS, key: 'abc' } }],
];

describe('a host', () => {
  it('is saved, seen, changed and forgotten', async () => {
    const admin = await asAdmin();
    expect((await admin.call('GET', HOSTS)).body).toEqual([]);
    const body = { name: 'NAS', endpoint: docker.host };
    const saved = await admin.call('POST', HOSTS, body);
    expect(saved).toMatchObject({ status: 201, body: { ...body, tls: null } });
    const { id, key } = saved.body as { id: string; key: string };
    expect(key).toBe(`docker:${id}`);
    expect((await admin.call('GET', HOSTS)).body).toEqual([saved.body]);
    const row = async () => (await admin.call('GET', '/api/hosts')).body;
    expect(await row()).toMatchObject([{ key, name: 'NAS', status: 'online' }]);

    const taken = await admin.call('POST', HOSTS, { ...body, name: 'ｎａｓ' });
    expect(taken).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
    const renamed = await admin.call('PATCH', `${HOSTS}/${id}`, { name: 'Attic' });
    expect(renamed).toMatchObject({ status: 200, body: { id, name: 'Attic', tls: null } });
    expect(await row()).toMatchObject([{ key, name: 'Attic', status: 'online' }]);
    const moved = await admin.call('PATCH', `${HOSTS}/${id}`, { endpoint: 'tcp://127.0.0.1:1' });
    expect(moved.status).toBe(200);
    expect(await row()).toMatchObject([{ status: 'offline' }]);

    expect((await admin.call('DELETE', `${HOSTS}/${id}`)).status).toBe(204);
    expect(await row()).toEqual([]);
    for (const [method, path, sent] of [
      ['GET', `${HOSTS}/${id}/containers`],
      ['PATCH', `${HOSTS}/${id}`, { name: 'x' }],
      ['DELETE', `${HOSTS}/${id}`],
      ['POST', `${HOSTS}/${id}/test`],
    ] as const)
      expect((await admin.call(method, path, sent)).status).toBe(404);
    const entries = await admin.audit('?action=host');
    expect(
      entries.toReversed().map(({ action, outcome, target }) => [action, outcome, target]),
    ).toEqual([
      ['host.create', 'ok', docker.host],
      ['host.create', 'failed', docker.host],
      ['host.update', 'ok', key],
      ['host.update', 'ok', key],
      ['host.delete', 'ok', key],
      ['host.update', 'failed', key],
      ['host.delete', 'failed', key],
      ['host.test', 'failed', key],
    ]);
    expect(entries.find(({ action }) => action === 'host.update')?.details).toMatchObject({
      fields: 'name',
    });
  });

  it('is there after a restart', async () => {
    const admin = await asAdmin();
    const host = await addHost(admin, docker.host);
    await admin.server.close();
    const again = await testServer({ ARCHNEST_DATA_DIR: admin.server.dataDir });
    const { token } = (await call(again, 'POST', '/api/auth/login', { body: ADMIN })).body;
    expect((await call(again, 'GET', HOSTS, { token })).body).toEqual([host]);
    const list = await call(again, 'GET', `${HOSTS}/${host.id}/containers`, { token });
    expect(list.status).toBe(200);
  });

  it('is not taken with anything odd in it', async () => {
    const admin = await asAdmin();
    for (const [what, body] of ODD_BODIES)
      for (const path of [HOSTS, `${HOSTS}/test`]) {
        const answer = await admin.call('POST', path, body);
        expect([what, answer.status, answer.body.error.code]).toEqual([
          what,
          400,
          'validation_failed',
        ]);
        expect(JSON.stringify(answer.body)).not.toMatch(/canary/);
      }
    expect((await admin.call('GET', HOSTS)).body).toEqual([]);
    expect(await admin.audit('?action=host')).toEqual([]);
  });

  it('is nothing for members', async () => {
    const admin = await asAdmin();
    const { id } = await addHost(admin, docker.host);
    const token = await memberToken(admin.server);
    for (const [method, path] of [
      ['GET', HOSTS],
      ['POST', HOSTS],
      ['PATCH', `${HOSTS}/${id}`],
      ['DELETE', `${HOSTS}/${id}`],
      ['POST', `${HOSTS}/test`],
      ['POST', `${HOSTS}/${id}/test`],
      ['GET', '/api/docker/local'],
    ] as const)
      expect((await call(admin.server, method, path, { token })).status).toBe(403);
    expect(await admin.audit('?action=access.denied')).toHaveLength(7);
    expect((await admin.call('GET', HOSTS)).body).toHaveLength(1);
  });
});

describe('credentials', () => {
  it('are never given back, in no answer and no audit, and not on the disk', async () => {
    const admin = await asAdmin();
    const said: unknown[] = [];
    const ask: typeof admin.call = async (...args) => {
      const { status, headers, body } = await admin.call(...args);
      said.push([status, [...headers], body]);
      return { status, headers, body };
    };
    const endpoint = 'tcps://127.0.0.1:1';
    const saved = await ask('POST', HOSTS, { name: 'secret', endpoint, tls: CANARY_TLS });
    expect(saved.body.tls).toEqual({
      serverName: 'docker.test',
      hasCa: true,
      hasCert: true,
      hasSecret: true,
    });
    const one = `${HOSTS}/${saved.body.id as string}`;
    await ask('GET', HOSTS);
    await ask('PATCH', one, { name: 'other' });
    await ask('PATCH', one, { tls: { ...CANARY_TLS, serverName: 'x.test' } });
    await ask('PATCH', one, { endpoint: 'tcps://127.0.0.1:2' });
    await ask('POST', HOSTS, { name: 'other', endpoint, tls: CANARY_TLS });
    await ask('POST', `${HOSTS}/test`, { name: 'other', endpoint, tls: CANARY_TLS });
    await ask('POST', `${one}/test`, { tls: CANARY_TLS });
    await ask('POST', `${one}/test`);
    await ask('GET', `${one}/containers`);
    await ask('GET', '/api/hosts');
    await ask('GET', '/api/containers');
    said.push(await admin.audit());
    const files = ['archnest.db', 'archnest.db-wal'].map((name) =>
      readFileSync(join(admin.server.dataDir, name)).toString('latin1'),
    );
    const all = JSON.stringify(said) + files.join('');
    for (const canary of Object.values(CANARIES)) expect(all).not.toContain(canary);
  });

  it('stay with the address that they were given for', async () => {
    const admin = await asAdmin();
    const fake = await testFake();
    const { ca, server, client } = certificates;
    const ask = { ...server, ca, requestCert: true, rejectUnauthorized: true };
    const here = await startProxy(fake.endpoint, ask);
    const there = await startProxy(fake.endpoint, ask);
    onTestFinished(here.close);
    onTestFinished(there.close);
    const { id } = await addHost(admin, here.endpoint, { tls: { ca, ...client } });
    const one = `${HOSTS}/${id}`;
    expect((await admin.call('POST', `${one}/test`)).body).toMatchObject({ ok: true });
    expect((await admin.call('GET', `${one}/containers`)).status).toBe(200);

    const moved = { endpoint: there.endpoint };
    expect((await admin.call('POST', `${one}/test`, moved)).body).toMatchObject({
      ok: false,
      problem: 'certificate',
    });
    const refused = await admin.call('PATCH', one, moved);
    expect(refused).toMatchObject({ status: 422, body: { error: { code: 'secret_required' } } });
    expect((await admin.call('GET', HOSTS)).body).toMatchObject([{ endpoint: here.endpoint }]);
    expect(there.requests).toEqual([]);

    const sent = { ...moved, tls: { ca, ...client } };
    expect((await admin.call('POST', `${one}/test`, sent)).body).toMatchObject({ ok: true });
    expect((await admin.call('PATCH', one, sent)).status).toBe(200);
    expect((await admin.call('GET', `${one}/containers`)).status).toBe(200);
    // Without them there is nothing to keep, and nothing to get in with.
    expect((await admin.call('PATCH', one, { tls: null })).body.tls).toBeNull();
    expect((await admin.call('GET', `${one}/containers`)).status).toBe(502);
  });

  it('that were damaged on the disk are not gone without', async () => {
    const admin = await asAdmin();
    const fake = await testFake({}, { tcp: true });
    const { id } = await addHost(admin, fake.endpoint, { tls: CANARY_TLS });
    await admin.server.close();
    const db = new BetterSqlite(join(admin.server.dataDir, 'archnest.db'));
    const sealed = db.prepare('select tls from engine_hosts').pluck().get() as Buffer;
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    db.prepare('update engine_hosts set tls = ?').run(sealed);
    db.close();
    const server = await testServer({ ARCHNEST_DATA_DIR: admin.server.dataDir });
    const { token } = (await call(server, 'POST', '/api/auth/login', { body: ADMIN })).body;
    const ask = (method: string, path: string, body?: unknown) =>
      call(server, method, path, { token, body });
    const one = `${HOSTS}/${id}`;
    const damaged = /damaged and was not used/;
    expect((await ask('GET', `${one}/containers`)).body.error.message).toMatch(damaged);
    expect((await ask('POST', `${one}/test`)).body.message).toMatch(damaged);
    expect((await ask('GET', HOSTS)).body[0].tls).toMatchObject({ hasSecret: false });
    expect(fake.requests).toEqual([]);
    expect((await ask('PATCH', one, { tls: null })).status).toBe(200);
    expect((await ask('GET', `${one}/containers`)).status).toBe(200);
  });
});

describe('a trial', () => {
  it('says who answers, before anything is saved', async () => {
    const admin = await asAdmin();
    const tested = await admin.call('POST', `${HOSTS}/test`, { name: 'x', endpoint: docker.host });
    expect(tested.body).toMatchObject({
      ok: true,
      engine: { version: expect.any(String), cpus: expect.any(Number) },
      containerCount: expect.any(Number),
      latencyMs: expect.any(Number),
    });
    expect((await admin.call('GET', HOSTS)).body).toEqual([]);
  });

  it('that fails is an answer, and is written down', async () => {
    const admin = await asAdmin();
    const body = { name: 'x', endpoint: 'unix:///nonexistent' };
    const tested = await admin.call('POST', `${HOSTS}/test`, body);
    expect(tested).toMatchObject({ status: 200, body: { ok: false, problem: 'not_found' } });
    expect(await admin.audit('?action=host.test')).toMatchObject([
      { target: 'unix:///nonexistent', outcome: 'ok' },
    ]);
  });

  it('of a saved host takes changes, and changes nothing', async () => {
    const admin = await asAdmin();
    const fake = await testFake(ONE);
    const { id } = await addHost(admin, fake.endpoint);
    const path = `${HOSTS}/${id}/test`;
    expect((await admin.call('POST', path)).body).toMatchObject({ ok: true, containerCount: 1 });
    const away = await admin.call('POST', path, { endpoint: 'tcp://127.0.0.1:1' });
    expect(away.body).toMatchObject({ ok: false, problem: 'refused' });
    expect((await admin.call('GET', HOSTS)).body).toMatchObject([{ endpoint: fake.endpoint }]);
  });
});

describe('the engine of the machine', () => {
  const offer = async (host: string) => {
    const admin = await asAdmin({ DOCKER_HOST: host });
    const ask = async () => (await admin.call('GET', '/api/docker/local')).body.offer;
    return { admin, ask };
  };

  it('is offered while it is no host', async () => {
    const fake = await testFake(ONE);
    const { admin, ask } = await offer(fake.endpoint);
    const { name, endpoint, ...rest } = await ask();
    expect({ endpoint, ...rest }).toMatchObject({
      endpoint: fake.endpoint,
      engine: { version: '27.5.1' },
      containerCount: 1,
    });
    const saved = await admin.call('POST', HOSTS, { name, endpoint });
    expect(saved.status).toBe(201);
    expect(await ask()).toBeNull();
    await admin.call('DELETE', `${HOSTS}/${saved.body.id as string}`);
    expect(await ask()).toMatchObject({ endpoint });
  });

  it('is not offered where nothing answers, or something else does', async () => {
    const fake = await testFake({ 'GET /version': 'hello' });
    for (const host of ['unix:///nonexistent/docker.sock', fake.endpoint, 'ssh://root@nas'])
      expect(await (await offer(host)).ask()).toBeNull();
  });
});

describe('odd answers', () => {
  it('are shown, and not thrown', async () => {
    const admin = await asAdmin();
    const fake = await testFake({
      ...ONE,
      [`GET /containers/${ID}/json`]: {
        ...named(''),
        Created: '2026-02-30T00:00:00Z',
        State: { Status: 'melting', StartedAt: 7, ExitCode: '1', Health: null },
        Config: { Image: null, Env: [null, 'A', 5], Cmd: 'one text', Labels: { a: null, b: 'c' } },
        RestartCount: -1,
        Mounts: [null, {}, { Destination: '/d', RW: 'yes' }],
        NetworkSettings: { Ports: null, Networks: { none: null } },
        HostConfig: null,
      },
      [`GET /containers/${ID}/stats`]: {
        cpu_stats: null,
        memory_stats: { usage: -5, limit: 2e300 },
      },
      [`GET /containers/${ID}/logs`]: '',
    });
    const { id } = await addHost(admin, fake.endpoint);
    const list = await admin.call('GET', `${HOSTS}/${id}/containers`);
    expect(list).toMatchObject({
      status: 200,
      body: [{ id: ID, name: ID.slice(0, 12), state: 'dead', createdAt: null, restartCount: null }],
    });
    expect((await admin.call('GET', '/api/containers')).body.items).toHaveLength(1);
  });
});
