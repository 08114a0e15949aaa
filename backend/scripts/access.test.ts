import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { DeclaredRoute } from '../src/plugins/access.ts';
import { ACCESS_FILE, accessDocument, routesOfServer } from './access.ts';

test('docs/access.md is what the server does: otherwise run node backend/scripts/access.ts', async () => {
  expect(readFileSync(ACCESS_FILE, 'utf8')).toBe(await accessDocument(await routesOfServer()));
});

test('a route is one row, which says who may and what tests it', async () => {
  const route = (rest: Partial<DeclaredRoute>): DeclaredRoute => ({
    method: 'GET',
    url: '/api/a',
    access: 'member',
    tokens: true,
    socket: false,
    bodyLimit: 0,
    ...rest,
  });
  const text = await accessDocument([
    route({ method: 'POST', access: 'admin', tokens: false }),
    route({}),
    route({ method: 'HEAD' }),
    route({ url: '/assets/page.js', access: 'public', tokens: false }),
    route({ url: '/api/socket', socket: true }),
    route({ url: '/api/report', method: 'POST', access: 'agent', tokens: false }),
  ]);
  const rows = text
    .slice(text.indexOf('## Routes'))
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| -'))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .filter(Boolean)
        .join(' '),
    );
  expect(rows.slice(1)).toEqual([
    'agent POST `/api/report` callers',
    'member GET `/api/a` yes callers, HEAD, upgrade',
    'member WebSocket `/api/socket` yes callers, HEAD, upgrade',
    'admin POST `/api/a` no callers',
  ]);
});
