import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AttemptLimit, networkOf } from './limits.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const MINUTE_MS = 60_000;
const limited = (retryAfterSeconds: number) =>
  expect.objectContaining({ code: 'rate_limited', details: { retryAfterSeconds } }) as Error;

it('an attempt that is given back does not count', () => {
  const limit = new AttemptLimit(2, 60);
  for (let index = 0; index < 5; index++) limit.take('a')();
  limit.take('a');
  limit.take('a');
  expect(() => limit.take('a')).toThrow(limited(60));
  limit.take('b');
});

it('an attempt counts from the first one of its window on, and no longer', () => {
  const limit = new AttemptLimit(2, 60);
  limit.take('a');
  vi.advanceTimersByTime(MINUTE_MS / 2);
  limit.take('a');
  expect(() => limit.take('a')).toThrow(limited(30));
  vi.advanceTimersByTime(MINUTE_MS / 2);
  limit.take('a');
  limit.take('a');
  expect(() => limit.take('a')).toThrow(limited(60));
});

it('one that is given back when it does not count any more adds none', () => {
  const limit = new AttemptLimit(2, 60);
  const giveBack = [limit.take('a'), limit.take('a')];
  vi.advanceTimersByTime(MINUTE_MS + 1);
  limit.take('a');
  for (const late of giveBack) late();
  limit.take('a');
  expect(() => limit.take('a')).toThrow(limited(60));
});

it('of very many keys the oldest are forgotten', () => {
  const limit = new AttemptLimit(1, 60);
  for (let index = 0; index <= 10_000; index++) limit.take(`${index}`);
  expect(() => limit.take('1')).toThrow(limited(60));
  limit.take('0');
});

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['not an address', 'not an address'],
])('attempts from %s count as those of %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
