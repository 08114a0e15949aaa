import { expect, it } from 'vitest';
import { Once } from './once.ts';

it('each key is news once in a while', () => {
  let now = 0;
  const views = new Once(10, () => now);
  expect(views.isNews('1', 'docker:1/web')).toBe(true);
  expect(views.isNews('2', 'docker:1/web')).toBe(true);
  expect(views.isNews('1', 'docker:1/db')).toBe(true);
  expect(views.isNews('1 docker:1', 'web')).toBe(true);
  now = 9;
  expect(views.isNews('1', 'docker:1/web')).toBe(false);
  now = 10;
  expect(views.isNews('1', 'docker:1/web')).toBe(true);
  now = 11;
  expect(views.isNews('1', 'docker:1/web')).toBe(false);
});

it('very many are forgotten from the oldest on', () => {
  const views = new Once(1, () => 0);
  for (let index = 0; index < 10_001; index++) views.isNews(index);
  expect(views.isNews(10_000)).toBe(false);
  expect(views.isNews(1)).toBe(false);
  expect(views.isNews(0)).toBe(true);
});
