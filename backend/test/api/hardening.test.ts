import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { rawCall, type RawCall } from '../rawCall.ts';
import { ADMIN, call, setUp, testServer, type TestServer } from '../kit.ts';
import { UPGRADE } from '../dockerHost.ts';

describe('the name in the browser’s address', () => {
  const WRONG = JSON.stringify({ username: 'nobody', password: 'wrong' });
  const signIn = (server: TestServer, headers: Record<string, string>) =>
    rawCall(server, 'POST', '/api/auth/login', {
      headers: { 'content-type': 'application/json', ...headers },
      body: WRONG,
    });
  const at = (host: string, scheme = 'http') => ({ host, origin: `${scheme}://${host}` });

  it.each([
    'nas:4000',
    'nas.local:4000',
    'nas.lan',
    'nest.home.arpa:4000',
    'localhost:4000',
    '192.168.1.5:4000',
    '[fd00::5]:4000',
  ])('%s is taken for one of this server', async (host) => {
    const server = await testServer();
    expect((await signIn(server, at(host))).status).toBe(401);
    expect((await signIn(server, at(host, 'https'))).status).toBe(401);
  });

  it('that anybody may own is not, and the answer says what to do', async () => {
    const server = await testServer();
    const { status, text } = await signIn(server, at('rebound.example:4000'));
    expect(status).toBe(403);
    expect(JSON.parse(text)).toMatchObject({
      error: { code: 'forbidden', message: expect.stringContaining('ARCHNEST_PUBLIC_URL') },
    });
    const opened = await rawCall(server, 'GET', '/api/live', {
      headers: { ...UPGRADE, ...at('rebound.example:4000') },
    });
    expect(opened.status).toBe(403);
  });

  it('matters to browsers only: a script says no origin', async () => {
    const server = await testServer();
    expect((await signIn(server, { host: 'nest.example:4000' })).status).toBe(401);
    const health = await rawCall(server, 'GET', '/api/health', { headers: at('nest.example') });
    expect(health.status).toBe(200);
  });

  it('that the admin has set is taken, whatever the proxy passes on', async () => {
    const server = await testServer({ ARCHNEST_PUBLIC_URL: 'https://nest.example' });
    const own = { origin: 'https://nest.example' };
    for (const host of ['nest.example', '127.0.0.1:4000', 'archnest:4000'])
      expect((await signIn(server, { ...own, host })).status, host).toBe(401);
    // By its own port too, without the proxy.
    expect((await signIn(server, at('nest.example:4000'))).status).toBe(401);
    expect((await signIn(server, at('192.168.1.5:4000'))).status).toBe(401);
    expect((await signIn(server, at('rebound.example'))).status).toBe(403);
  });

  it('that a trusted proxy passes on is taken, and nobody else’s word for it', async () => {
    const forwarded = { 'x-forwarded-for': '10.0.0.9', ...at('nest.example', 'https') };
    const named = {
      host: 'archnest:4000',
      'x-forwarded-host': 'nest.example',
      origin: 'https://nest.example',
    };
    const trusting = await testServer({ ARCHNEST_TRUST_PROXY: '127.0.0.1' });
    expect((await signIn(trusting, forwarded)).status).toBe(401);
    expect((await signIn(trusting, named)).status).toBe(401);
    expect((await signIn(trusting, at('rebound.example'))).status).toBe(403);
    for (const proxy of ['off', '10.0.0.1']) {
      const server = await testServer({ ARCHNEST_TRUST_PROXY: proxy });
      expect((await signIn(server, forwarded)).status, proxy).toBe(403);
      expect((await signIn(server, named)).status, proxy).toBe(403);
    }
  });
});

describe('the headers of an answer', () => {
  const names = [
    'content-security-policy',
    'x-content-type-options',
    'x-frame-options',
    'referrer-policy',
    'strict-transport-security',
    'cross-origin-opener-policy',
    'cross-origin-resource-policy',
    'x-powered-by',
    'server',
  ];
  const headersOf = async (server: TestServer, path: string, headers = {}) => {
    const answer = await call(server, 'GET', path, { headers });
    return Object.fromEntries(names.map((name) => [name, answer.headers.get(name)]));
  };

  it('let no script in but our own, no frame around it, and no address out', async () => {
    const server = await testServer();
    for (const path of [
      '/',
      '/api/health',
      '/api/hosts',
      '/api/nope',
      '/api/docs',
      '/agent/install.sh',
    ]) {
      const { 'content-security-policy': csp, ...rest } = await headersOf(server, path);
      const policy = new Map(
        (csp ?? '').split(';').map((part): [string, string] => {
          const [name = '', ...values] = part.trim().split(' ');
          return [name, values.join(' ')];
        }),
      );
      expect(policy.get('default-src'), path).toBe("'self'");
      expect(policy.get('script-src'), path).toBe("'self'");
      expect(policy.get('script-src-attr'), path).toBe("'none'");
      expect(policy.get('object-src'), path).toBe("'none'");
      expect(policy.get('base-uri'), path).toBe("'none'");
      expect(policy.get('form-action'), path).toBe("'self'");
      expect(policy.get('frame-ancestors'), path).toBe("'none'");
      expect(csp, path).not.toMatch(/unsafe-eval|https?:|\*/);
      expect(rest, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'x-powered-by': null,
        server: null,
      });
    }
  });

  it('bind browsers to https only where there is https', async () => {
    const hsts = 'strict-transport-security';
    const opener = 'cross-origin-opener-policy';
    const plain = await headersOf(await testServer(), '/');
    expect([plain[hsts], plain[opener]]).toEqual([null, null]);
    const secure = [
      await headersOf(await testServer({ ARCHNEST_PUBLIC_URL: 'https://nest.example' }), '/'),
      await headersOf(await testServer({ ARCHNEST_TRUST_PROXY: 'on' }), '/', {
        'x-forwarded-proto': 'https',
      }),
    ];
    for (const headers of secure) {
      expect(headers[hsts]).toMatch(/^max-age=31536000/);
      expect(headers[opener]).toBe('same-origin');
    }
  });

  it('keep the cookie from scripts, from other sites and from plain http', async () => {
    const login = async (env: Record<string, string>) => {
      const server = await testServer(env);
      await setUp(server);
      const { headers } = await call(server, 'POST', '/api/auth/login', { body: ADMIN });
      return headers.get('set-cookie') ?? '';
    };
    const cookie = await login({ ARCHNEST_PUBLIC_URL: 'https://nest.example' });
    for (const flag of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Secure'])
      expect(cookie).toContain(flag);
    expect(await login({})).not.toContain('Secure');
  });
});

describe('what one request may cost', () => {
  const limits: [route: string, bytes: number][] = [
    ['POST /api/auth/login', 64 * 1024],
    ['POST /api/auth/setup', 64 * 1024],
    ['POST /api/agents/enrol', 64 * 1024],
    ['POST /api/users', 64 * 1024],
    ['PATCH /api/auth/me', 64 * 1024],
    ['POST /api/docker/hosts', 256 * 1024],
    ['POST /api/ssh/hosts', 256 * 1024],
    ['POST /api/ssh/hosts/import', 1024 * 1024],
  ];

  it.each(limits)('%s takes no body of more than %i bytes', async (route, bytes) => {
    const server = await testServer();
    const { token } = await setUp(server);
    const [method = '', path = ''] = route.split(' ');
    const send = (size: number) => {
      const ask: RawCall = {
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: `{"x":"${'x'.repeat(size - 8)}"}`,
      };
      return rawCall(server, method, path, ask);
    };
    expect((await send(bytes + 1)).status).toBe(413);
    expect((await send(bytes)).status).not.toBe(413);
  });

  it('every route has a limit, and none but that of the reports a large one', async () => {
    const server = await testServer();
    const large = server.app.declaredRoutes
      .filter(({ bodyLimit }) => bodyLimit > 1024 * 1024)
      .map(({ url }) => url);
    expect(large).toEqual(['/api/agents/docker/report']);
  });

  it('a request has a minute to arrive, and its headers less', async () => {
    const { server } = (await testServer()).app;
    expect(server.requestTimeout).toBe(60_000);
    expect(server.headersTimeout).toBeLessThanOrEqual(60_000);
    expect(server.headersTimeout).toBeGreaterThan(0);
    expect(server.keepAliveTimeout).toBeGreaterThan(0);
  });

  it('headers have an end', async () => {
    const server = await testServer();
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      socket.on('data', (data) => (text += data.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
      socket.write(`GET / HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(10_000)}`);
    });
    expect(answer).toMatch(/^HTTP\/1.1 431 /);
  });
});
