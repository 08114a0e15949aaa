import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AttemptLimit } from './limits.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const MINUTE_MS = 60_000;

it('an attempt that is given back does not count', async () => {
  const limit = new AttemptLimit(2, 60);
  for (let index = 0; index < 5; index++) await (await limit.take('a'))();
  await limit.take('a');
  await limit.take('a');
  await expect(limit.take('a')).rejects.toMatchObject({ code: 'rate_limited' });
  await limit.take('b');
});

it('one that is given back when it does not count any more adds none', async () => {
  const limit = new AttemptLimit(2, 60);
  const giveBack = [await limit.take('a'), await limit.take('a')];
  await vi.advanceTimersByTimeAsync(MINUTE_MS + 1);
  for (const late of giveBack) await late();
  await limit.take('a');
  await limit.take('a');
  await expect(limit.take('a')).rejects.toMatchObject({ code: 'rate_limited' });
});
