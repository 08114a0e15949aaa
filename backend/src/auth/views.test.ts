import { expect, it } from 'vitest';
import { Views } from './views.ts';

const MINUTE = 60_000;

it('one viewer is news once in ten minutes for each target', () => {
  let now = 0;
  const views = new Views(() => now);
  expect(views.isNew('1', 'docker:1/web')).toBe(true);
  expect(views.isNew('2', 'docker:1/web')).toBe(true);
  expect(views.isNew('1', 'docker:1/db')).toBe(true);
  now = 9 * MINUTE;
  expect(views.isNew('1', 'docker:1/web')).toBe(false);
  now = 10 * MINUTE;
  expect(views.isNew('1', 'docker:1/web')).toBe(true);
  now = 11 * MINUTE;
  expect(views.isNew('1', 'docker:1/web')).toBe(false);
});

it('very many are forgotten from the oldest on', () => {
  const views = new Views(() => 0);
  for (let index = 0; index < 10_001; index++) views.isNew('1', `${index}`);
  expect(views.isNew('1', '10000')).toBe(false);
  expect(views.isNew('1', '1')).toBe(false);
  expect(views.isNew('1', '0')).toBe(true);
});
