import { expect, it } from 'vitest';
import { backoff } from './live.ts';

it('waits longer after each failure, within bounds, and never in step with other pages', () => {
  expect([0, 1, 2, 9].map((attempt) => backoff(attempt, 1))).toEqual([500, 1_000, 2_000, 15_000]);
  expect(backoff(2, 0)).toBe(1_000);
});
