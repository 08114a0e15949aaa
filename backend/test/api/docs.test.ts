import { expect, it } from 'vitest';
import { call, testServer } from '../kit.ts';

it('the reference describes each route with who may call it, and hides the page’s own files', async () => {
  const server = await testServer();
  const { status, body } = await call(server, 'GET', '/api/openapi.json');
  expect(status).toBe(200);
  expect(body.paths['/api/health'].get).not.toHaveProperty('security');
  expect(body.paths['/api/users'].post).toMatchObject({
    security: [{ bearer: [] }, { cookie: [] }],
    description: expect.stringMatching(/signed in/) as string,
  });
  expect(body.paths['/api/agents/docker/report'].post.security).toEqual([{ agent: [] }]);
  const described = Object.keys(body.paths as object);
  const declared = new Set(server.app.declaredRoutes.map(({ url }) => url));
  const asDeclared = described.map((path) => path.replaceAll(/\{(\w+)\}/g, ':$1'));
  expect(asDeclared.filter((path) => !declared.has(path))).toEqual([]);
  expect(described.filter((path) => !path.startsWith('/api/'))).toEqual([]);
  expect((await call(server, 'GET', '/api/docs/json')).body).toEqual(body);
});

it('the page to browse it brings its own files, and nothing else', async () => {
  const server = await testServer();
  const page = await call(server, 'GET', '/api/docs');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  const files = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const { pathname } = new URL(file ?? '', `${server.url}/api/docs`);
    expect((await call(server, 'GET', pathname)).status, pathname).toBe(200);
  }
  for (const path of ['static/nope', 'static/..%2f..%2fpackage.json', 'nope'])
    expect((await call(server, 'GET', `/api/docs/${path}`)).body).toMatchObject({
      error: { code: 'not_found' },
    });
});
