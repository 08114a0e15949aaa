import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { aReport, call, post, setUp, testServer, type TestServer } from '../kit.ts';

/** Sends bytes as they are. @returns everything that came back */
const raw = (server: TestServer, request: string) =>
  new Promise<string>((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () =>
      socket.write(request),
    );
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('close', () => {
      resolve(answer);
    });
    socket.on('error', reject);
  });

describe('every failure under /api has the contract’s shape', () => {
  it.each([
    ['an unknown path', 'GET', '/api/nope', 404, 'not_found'],
    ['an unknown path without /api', 'GET', '/agent/nope', 404, 'not_found'],
    ['a double slash', 'GET', '//api/nope', 404, 'not_found'],
    ['another method', 'PUT', '/api/hosts', 404, 'not_found'],
    ['a socket address without an upgrade', 'GET', '/api/live', 404, 'not_found'],
    [
      'a bad escape',
      'GET',
      '/api/agents/docker/hosts/%E0%A4%A/containers',
      400,
      'validation_failed',
    ],
    ['a bad ref', 'GET', '/api/agents/docker/hosts/vm-1/containers/a;id', 400, 'validation_failed'],
    [
      'a traversal',
      'GET',
      '/api/agents/docker/hosts/vm-1/containers/..%2f..%2fversion',
      400,
      'validation_failed',
    ],
    ['an unknown query', 'GET', '/api/containers?nope=1', 400, 'validation_failed'],
    ['a bad host key', 'GET', '/api/containers?host=/etc/passwd', 400, 'validation_failed'],
  ])('%s', async (_name, method, path, status, code) => {
    const server = await testServer();
    const { token } = await setUp(server);
    const answer = await call(server, method, path, { token });
    expect(answer).toMatchObject({ status, body: { error: { code } } });
  });

  it.each([
    ['headers without end', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a bad request line', 'HELLO\r\n\r\n', 400],
    [
      'two lengths',
      'POST /api/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
    ],
  ])('%s', async (_name, request, status) => {
    const server = await testServer();
    const answer = await raw(server, request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
      error: { code: 'validation_failed' },
    });
  });

  it('an upgrade to something else is served as a plain request', async () => {
    const server = await testServer();
    const request =
      'GET /api/health HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: h2c\r\n\r\n';
    expect(await raw(server, request)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('an upgrade where there is no socket is refused', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const request =
      `GET /api/hosts HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nconnection: upgrade\r\n` +
      'upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
    expect(await raw(server, request)).toMatch(/^HTTP\/1.1 404 /);
  });
});

describe('caching', () => {
  it('never keeps an answer of the API, however the path is spelled', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    await post(server, aReport());
    for (const path of ['/api/hosts', '/%61pi/hosts', '/api/nope']) {
      const { headers } = await call(server, 'GET', path, { token });
      expect(headers.get('cache-control'), path).toBe('no-store');
    }
  });
});

describe('behind a proxy', () => {
  it('with a password of its own, the cookie still counts', async () => {
    const server = await testServer();
    const { token } = await setUp(server);
    const headers = {
      authorization: 'Basic cHJveHk6cGFzcw==',
      cookie: `archnest_session=${token}`,
    };
    expect((await call(server, 'GET', '/api/auth/me', { headers })).status).toBe(200);
    expect((await call(server, 'POST', '/api/auth/logout', { headers })).status).toBe(403);
  });

  it('that is trusted, the leftmost address is still nobody’s word', async () => {
    const server = await testServer({ ARCHNEST_TRUST_PROXY: 'on' });
    await setUp(server);
    const statuses: number[] = [];
    for (let index = 0; index < 12; index++) {
      const headers = { 'x-forwarded-for': `10.9.${index}.1, 192.168.1.9` };
      const body = { username: `u${index}`, password: 'guess' };
      statuses.push((await call(server, 'POST', '/api/auth/login', { headers, body })).status);
    }
    expect(statuses.slice(10)).toEqual([429, 429]);
  });

  it('its forwarded host is the page’s origin when it is trusted, and nothing otherwise', async () => {
    const headers = { origin: 'https://nest.home.arpa', 'x-forwarded-host': 'nest.home.arpa' };
    const body = { username: 'nobody', password: 'wrong' };
    const trusting = await testServer({ ARCHNEST_TRUST_PROXY: 'on' });
    expect((await call(trusting, 'POST', '/api/auth/login', { headers, body })).status).toBe(401);
    const plain = await testServer();
    expect((await call(plain, 'POST', '/api/auth/login', { headers, body })).status).toBe(403);
  });
});
