import type { ContainerStats } from '@archnest/backend/contract';
import { describe, expect, it } from 'vitest';
import { figuresOf, summary } from './figures.ts';
import { Lead } from './lead.ts';
import { extent, longestStep, rates, withGaps, type Sample } from './rates.ts';
import { byteRate, bytes, marks, percent } from './units.ts';

const empty: ContainerStats = {
  cpuPercent: null,
  memUsage: null,
  memLimit: null,
  netRxBytes: null,
  netTxBytes: null,
  blockReadBytes: null,
  blockWriteBytes: null,
  pids: null,
};
const sample = (at: number, stats: Partial<ContainerStats> | null): Sample => ({
  at,
  stats: stats && { ...empty, ...stats },
});
const received = (...pairs: [at: number, total: number | null | 'off'][]) =>
  rates(
    pairs.map(([at, total]) => sample(at, total === 'off' ? null : { netRxBytes: total })),
    'netRxBytes',
  );

describe('rates', () => {
  it.each([
    ['of neighbours', received([0, 0], [1_000, 500], [3_000, 1_500]), [null, 500, 500]],
    ['of a total that went back', received([0, 900], [1_000, 10], [2_000, 30]), [null, null, 20]],
    ['around a stop', received([0, 1], [1_000, 'off'], [2_000, 5]), [null, null, null]],
    ['of what is not known', received([0, null], [1_000, 5]), [null, null]],
    ['after a silence', received([0, 0], [longestStep + 1, 500]), [null, null]],
    ['of one moment twice', received([5, 0], [5, 500]), [null, null]],
  ])('%s', (_name, values, expected) => {
    expect(values).toEqual(expected);
  });
});

it('ends a line where nothing was measured for long', () => {
  const samples = [sample(0, {}), sample(1_000, {}), sample(60_000, {})];
  expect(withGaps(samples, [[1, 2, 3]])).toEqual({
    times: [0, 1, 1.001, 60],
    series: [[1, 2, null, 3]],
  });
});

it('knows the extent, also of nothing', () => {
  expect(extent([null, 3, 1, null])).toEqual([1, 3]);
  expect(extent([null])).toBeNull();
});

describe('units', () => {
  it.each([
    [percent, 67, '67.0 %'],
    [percent, 311.6, '312 %'],
    [bytes, 0, '0 B'],
    [bytes, 512 * 1024, '512 KiB'],
    [bytes, 2 * 1024 ** 3, '2 GiB'],
    [bytes, 1_395_864_371, '1.30 GiB'],
    [byteRate, 70_000, '70 kB/s'],
    [byteRate, 10_940_000, '10.9 MB/s'],
    [byteRate, 999_960, '1.00 MB/s'],
    [byteRate, 3.4, '3 B/s'],
  ])('%# writes %d as %s', (unit, value, text) => {
    expect(unit.format(value)).toBe(text);
  });

  it.each([
    [percent, 99, ['0', '50', '100']],
    [percent, 0, ['0', '1', '2']],
    [percent, 340, ['0', '200', '400']],
    [byteRate, 14_000_000, ['0', '10000000', '20000000']],
    [bytes, 950 * 1024, ['0', String(512 * 1024), String(1024 ** 2)]],
    [bytes, 1.4 * 1024 ** 3, ['0', String(1024 ** 3), String(2 * 1024 ** 3)]],
  ])('%# marks the axis up to %d', (unit, max, expected) => {
    expect(marks(max, unit).map(String)).toEqual(expected);
  });

  it.each([
    [percent, [0, 50, 100], ['0', '50', '100 %']],
    [bytes, [0, 512 * 1024, 1024 ** 2], ['0', '0.5', '1 MiB']],
    [byteRate, [0, 7_000_000, 14_000_000], ['0', '7', '14 MB/s']],
    [byteRate, [0, 1, 2], ['0', '1', '2 B/s']],
  ])('%# writes the unit of an axis once: %j', (unit, values, texts) => {
    expect(unit.axis(values)).toEqual(texts);
  });

  it('always reaches over the largest value, with few marks', () => {
    for (const unit of [percent, bytes, byteRate]) {
      for (let max = 0.1; max < 1e13; max *= 1.7) {
        const all = marks(max, unit);
        expect(all.at(-1)).toBeGreaterThanOrEqual(max * 0.99);
        expect(all.length).toBeLessThanOrEqual(4);
      }
    }
  });
});

it('makes four charts, and says what they show', () => {
  const figures = figuresOf([
    sample(0, { cpuPercent: 9, memUsage: 1024 ** 3, memLimit: 4 * 1024 ** 3, netTxBytes: 0 }),
    sample(1_000, {
      cpuPercent: 67,
      memUsage: 1024 ** 3,
      memLimit: 4 * 1024 ** 3,
      netTxBytes: 5_000,
    }),
  ]);
  expect(figures.map(({ id }) => id)).toEqual(['cpu', 'memory', 'network', 'block']);
  expect(figures.map(summary)).toEqual([
    'CPU: 67.0 %, between 9.0 % and 67.0 % in the last 5 minutes',
    'Memory: 1 GiB, between 1 GiB and 1 GiB in the last 5 minutes, limit 4 GiB',
    'Network: sent 5 kB/s, between 5 kB/s and 5 kB/s; received not known in the last 5 minutes',
    'Block I/O: read not known; written not known in the last 5 minutes',
  ]);
});

it('moves on by itself only after a silence', () => {
  const lead = new Lead();
  expect(lead.now(1_000, 50_000)).toBe(1_000);
  expect(lead.now(1_000, 52_000)).toBe(1_000);
  expect(lead.now(2_000, 53_000)).toBe(2_000);
  expect(lead.now(2_000, 63_000)).toBe(12_000);
});
