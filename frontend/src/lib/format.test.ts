import { expect, it } from 'vitest';
import * as format from './format.ts';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KiB'],
  [40_000_000, '38 MiB'],
  [1_048_064, '1 MiB'],
  [1_395_864_371, '1.30 GiB'],
  [41_000_000_000, '38.2 GiB'],
  [2 ** 53, '8.00 PiB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(format.formatBytes(bytes)).toBe(text);
});

it.each([
  [0, '0.0'],
  [22.84, '22.8'],
  [99.96, '100'],
  [311.6, '312'],
])('writes %d percent as %s', (percent, text) => {
  expect(format.formatCpu(percent)).toBe(text);
});

it('writes a moment by its hour while that is not ambiguous', () => {
  const now = Date.UTC(2026, 5, 20, 12, 30);
  const earlier = now - 3 * 3_600_000;
  expect(format.formatSince(earlier, now)).toMatch(/^\d{2}:30$/);
  const before = now - 30 * 3_600_000;
  expect(format.formatSince(before, now)).toBe(format.formatDay(before, now));
});

it.each([
  [-5_000, '0 s', '0 s'],
  [8_000, '8 s', '8 s'],
  [61_000, '1 min', '1 min 1 s'],
  [6 * 3_600_000, '6 h', '6 h'],
  [273_600_000, '3 d', '3 d 4 h'],
])('writes %d ms as %s or %s', (span, short, long) => {
  expect(format.formatSpan(span)).toBe(short);
  expect(format.formatSpanLong(span)).toBe(long);
});

it('never shows a time ahead of the reader', () => {
  expect(format.formatAgo(10_000, 5_000)).toBe('now');
  expect(format.formatAgo(5_000, 245_000)).toBe('4 min ago');
});

it('takes the time that Docker writes for "never" as unknown', () => {
  expect(format.parseTime('0001-01-01T00:00:00Z')).toBeNull();
  expect(format.parseTime(null)).toBeNull();
  expect(format.parseTime('2026-06-20T19:30:00Z')).toBe(1_781_983_800_000);
});

it('counts with a noun', () => {
  expect(format.plural(1, 'container')).toBe('1 container');
  expect(format.plural(5000, 'container')).toBe('5,000 containers');
  expect(format.plural(2, 'entry', 'entries')).toBe('2 entries');
});

it('names the day by its distance while that is short', () => {
  const noon = new Date(2026, 5, 20, 12, 0, 5).getTime();
  const day = 86_400_000;
  expect(format.formatRecent(noon, noon)).toBe('today, 12:00');
  expect(format.formatRecent(noon - day, noon, true)).toBe('yesterday, 12:00:05');
  expect(format.formatRecent(noon - 2 * day, noon)).toBe(format.formatDay(noon - 2 * day, noon));
  const afterMidnight = new Date(2026, 5, 20, 0, 1).getTime();
  expect(format.formatRecent(afterMidnight - 120_000, afterMidnight)).toBe('yesterday, 23:59');
});

it.each([
  [83 * 86_400_000, 'in 83 d'],
  [90 * 86_400_000 - 5_000, 'in 90 d'],
  [100_000_000, 'in 1 d'],
  [7_300_000, 'in 2 h'],
  [30_000, 'soon'],
  [-5_000, 'soon'],
])('says of %d ms to come "%s"', (span, text) => {
  expect(format.formatUntil(1_000_000 + span, 1_000_000)).toBe(text);
});
