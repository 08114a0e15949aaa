import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { container, type EngineProblem } from '../src/contract/index.ts';
import { testEngine as tryEngine } from '../src/docker/probe.ts';
import { testEngine, testFake } from './engineSource.ts';
import type { FakeAnswer, FakeAnswers } from './bench/fakeDaemon.ts';
import { answer, failure, ID, named, ONE, pour } from './fakeAnswers.ts';

/*
 * What a real daemon will not do: lie, redirect, cut its answers off, never end them, or be something else altogether.
 */

const never = new AbortController().signal;

/** A server of bytes, gone with the test. @returns a `tcp://` endpoint */
async function rawServer(onConnection: (socket: Socket) => void): Promise<string> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('with %i is an answer, and never followed', async (status) => {
    const target = await testFake({}, { tcp: true });
    const location = `${target.endpoint.replace('tcp', 'http')}/version`;
    const fake = await testFake({ 'GET /version': answer(status, '', { location }) });
    expect(await tryEngine(fake.endpoint, null)).toMatchObject({ problem: 'not_docker' });
    const { source } = testEngine(fake.endpoint);
    await failure(source.list());
    expect(source.describe().status).toBe('offline');
    expect(target.requests).toEqual([]);
  });

  it('of an act, a log or a shell is not followed either', async () => {
    const target = await testFake({}, { tcp: true });
    const location = `${target.endpoint.replace('tcp', 'http')}/`;
    const away = answer(307, '', { location });
    const at = (path: string) => `/containers/${ID}/${path}`;
    const fake = await testFake({
      ...ONE,
      [`POST ${at('stop')}`]: away,
      [`GET ${at('logs')}`]: away,
      [`POST ${at('exec')}`]: away,
      [`GET ${at('stats')}`]: away,
      [`DELETE /containers/${ID}`]: away,
    });
    const { source } = testEngine(fake.endpoint);
    const calls: Promise<unknown>[] = [
      source.control.act('web', 'stop'),
      source.control.remove('web', { force: true, volumes: false }),
      source.logs.read('web', {}, never),
      source.shell.open('web', { shell: 'auto', cols: 80, rows: 24 }),
      source.stats.sample('web'),
    ];
    for (const refused of await Promise.all(calls.map(failure)))
      expect(refused).toMatchObject({
        code: 'docker_error',
        message: 'Docker answered with status 307.',
      });
    expect(target.requests).toEqual([]);
  });
});

describe('something else than Docker', () => {
  it.each<[string, EngineProblem, FakeAnswers]>([
    ['a web page', 'not_docker', { 'GET /version': answer(200, '<html>Hello</html>') }],
    ['a web server', 'not_docker', { 'GET /version': answer(404, '<html>Not here</html>') }],
    ['JSON of another kind', 'not_docker', { 'GET /version': { name: 'elastic' } }],
    ['nothing', 'not_docker', { 'GET /version': answer(200, '') }],
    ['a list that is none', 'not_docker', { 'GET /containers/json': { message: 'hello' } }],
    ['an old Docker', 'api_version', { 'GET /version': { Version: '1.12', ApiVersion: '1.24' } }],
    [
      'a Docker just too old',
      'api_version',
      { 'GET /version': { Version: '19', ApiVersion: '1.40' } },
    ],
    [
      'a Docker that wants TLS',
      'tls_needed',
      { 'GET /version': answer(400, 'Client sent an HTTP request to an HTTPS server.\n') },
    ],
  ])('%s is %s', async (_what, problem, answers) => {
    const fake = await testFake(answers);
    const tested = await tryEngine(fake.endpoint, null);
    expect(tested).toMatchObject({ ok: false, problem, message: expect.stringMatching(/\.$/) });
    const { source } = testEngine(fake.endpoint);
    expect(await failure(source.list())).toMatchObject({ code: 'host_unreachable' });
    expect(source.describe()).toMatchObject({
      status: 'offline',
      statusDetail: 'message' in tested ? tested.message : '',
    });
  });

  it('is told from what answers the question beside it first', async () => {
    const fake = await testFake({
      'GET /version': (_request, response) => {
        setTimeout(() => response.writeHead(404).end('<html>'), 50);
      },
      'GET /info': answer(404, '<html>'),
    });
    expect(await tryEngine(fake.endpoint, null)).toMatchObject({ problem: 'not_docker' });
  });

  it.each(['1.41', '1.52', '2.0'])('is not a Docker with API %s', async (ApiVersion) => {
    const fake = await testFake({ 'GET /version': { Version: '99', ApiVersion } });
    expect(await tryEngine(fake.endpoint, null)).toMatchObject({
      ok: true,
      engine: { version: '99', apiVersion: ApiVersion, cpus: 2, memoryBytes: 1024 },
      containerCount: 0,
    });
  });

  it.each<[string, EngineProblem, (socket: Socket) => void]>([
    ['garbage', 'not_docker', (socket) => socket.end(Buffer.from('c0ffee00\r\n\r\n'))],
    ['another protocol', 'not_docker', (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')],
    ['a closed door', 'network', (socket) => socket.destroy()],
    ['a reset', 'network', (socket) => void socket.resetAndDestroy()],
    ['silence', 'timeout', () => undefined],
    [
      'a TLS alert',
      'tls_needed',
      (socket) => socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 70]))),
    ],
    [
      'headers without end',
      'timeout',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const timer = setInterval(() => socket.write('x: y\r\n'), 50);
        socket.once('close', () => {
          clearInterval(timer);
        });
      },
    ],
  ])('that answers with %s is %s', async (_what, problem, onConnection) => {
    const endpoint = await rawServer(onConnection);
    expect(await tryEngine(endpoint, null)).toMatchObject({
      ok: false,
      problem,
      message: expect.stringMatching(/[.?]$/),
    });
  });

  it.each<[string, EngineProblem]>([
    ['unix:///nonexistent/docker.sock', 'not_found'],
    ['unix:///etc/passwd', 'refused'],
    ['tcp://127.0.0.1:1', 'refused'],
    ['tcp://no-such-host.invalid:2375', 'name'],
  ])('at %s is %s', async (endpoint, problem) => {
    expect(await tryEngine(endpoint, null)).toMatchObject({ ok: false, problem });
  });
});

describe('a daemon with a fault', () => {
  it.each([
    ['JSON', answer(500, '{"message":"disk is full"}'), 'Docker says: disk is full.'],
    [
      'a page of a proxy',
      answer(502, '<html>Bad gateway</html>'),
      'Docker answered with status 502.',
    ],
    ['nothing', answer(503, ''), 'Docker answered with status 503.'],
    ['text', answer(500, 'it\n  broke!'), 'Docker says: it broke!'],
  ])('says so with %s', async (_what, broken, message) => {
    const fake = await testFake({ ...ONE, 'GET /info': broken });
    expect(await tryEngine(fake.endpoint, null)).toMatchObject({ problem: 'daemon', message });
    const { source } = testEngine(fake.endpoint);
    expect(await failure(source.list())).toMatchObject({ code: 'docker_error', message });
    expect(source.describe().statusDetail).toBe(message);
  });

  it('that cuts its answer off is broken, not waited for', async () => {
    const cut =
      (headers: Record<string, string>): FakeAnswer =>
      (_request, response) => {
        response.writeHead(200, headers).write('[{"Id":');
        setTimeout(() => response.destroy(), 20);
      };
    for (const headers of [{ 'content-length': '1000' }, {}] as Record<string, string>[]) {
      const fake = await testFake({ 'GET /containers/json': cut(headers) });
      expect(await tryEngine(fake.endpoint, null)).toMatchObject({ problem: 'network' });
    }
  });

  it('whose list has no end is cut off', async () => {
    let poured = 0;
    const fake = await testFake({
      'GET /containers/json': (_request, response) => {
        response.writeHead(200);
        pour(response, (bytes) => (poured += bytes));
      },
    });
    expect(await tryEngine(fake.endpoint, null)).toMatchObject({
      problem: 'daemon',
      message: expect.stringMatching(/^The answer is larger/),
    });
    // The largest list, and what lay in the buffers of the connection.
    expect(poured).toBeLessThan(80 * 1024 * 1024);
    await expect.poll(fake.connections).toBe(0);
  });

  it('that cannot tell of one container shows what its list says, and all the others', async () => {
    const other = 'cd'.repeat(32);
    const fake = await testFake({
      'GET /containers/json': [
        { Id: ID, Names: ['/damaged'], Image: 'nginx:1', State: 'exited', Labels: { a: 'b' } },
        { Id: other },
      ],
      [`GET /containers/${ID}/json`]: answer(500, '{"message":"RWLayer is unexpectedly nil"}'),
      [`GET /containers/${other}/json`]: named('/fine', other),
    });
    const { source } = testEngine(fake.endpoint);
    const [damaged, fine] = await source.list();
    expect(source.describe().status).toBe('online');
    expect(fine).toMatchObject({ name: 'fine', state: 'running' });
    expect(container.parse(damaged)).toMatchObject({
      name: 'damaged',
      image: 'nginx:1',
      state: 'exited',
      labels: { a: 'b' },
      env: null,
      restartPolicy: null,
    });
  });

  it('whose one container has no end shows what its list says', async () => {
    let poured = 0;
    const fake = await testFake({
      ...ONE,
      [`GET /containers/${ID}/json`]: (_request, response) => {
        pour(response.writeHead(200), (bytes) => (poured += bytes));
      },
    });
    const { source } = testEngine(fake.endpoint);
    expect(await source.list()).toMatchObject([{ name: 'listed' }]);
    expect(poured).toBeLessThan(16 * 1024 * 1024);
  });
});
