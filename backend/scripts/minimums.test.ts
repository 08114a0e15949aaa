import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { belowMinimum, checkMinimums, isOlder } from './minimums.ts';

const MINIMUMS = { ws: { version: '8.17.1', because: 'of a hole' } };
const lockfile = (packages: Record<string, string>) =>
  JSON.stringify({
    packages: Object.fromEntries(
      Object.entries(packages).map(([path, version]) => [path, { version }]),
    ),
  });

test('nothing that is installed has a hole that we know of', () => {
  expect(checkMinimums(join(import.meta.dirname, '../..'))).toEqual([]);
  const version: unknown = new BetterSqlite(':memory:')
    .prepare('select sqlite_version()')
    .pluck()
    .get();
  expect(isOlder(String(version), '3.50.2')).toBe(false);
});

test('every copy counts, and a name that is gone is said', () => {
  expect(
    belowMinimum(
      lockfile({
        'node_modules/ws': '8.23.0',
        'backend/node_modules/ws': '8.17.0',
        'node_modules/a/node_modules/ws': '7.5.9',
        'node_modules/@types/ws': '8.0.0',
        'node_modules/news': '1.0.0',
      }),
      MINIMUMS,
    ),
  ).toEqual([
    'backend/node_modules/ws is 8.17.0, older than 8.17.1: of a hole',
    'node_modules/a/node_modules/ws is 7.5.9, older than 8.17.1: of a hole',
  ]);
  expect(belowMinimum(lockfile({}), MINIMUMS)).toHaveLength(1);
});

test.each([
  ['8.17.1', false],
  ['8.17.2', false],
  ['8.18.0', false],
  ['10.0.0', false],
  ['8.17.0', true],
  ['8.9.9', true],
  ['7.99.99', true],
  ['8.17.1-rc.1', true],
  ['8.18.0-rc.1', false],
  ['', true],
  ['latest', true],
])('%s is older than 8.17.1: %s', (version, older) => {
  expect(isOlder(version, '8.17.1')).toBe(older);
});
