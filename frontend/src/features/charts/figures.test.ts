import { expect, it } from 'vitest';
import { figuresOf } from './figures.ts';
import type { Sample } from './rates.ts';

const gib = 1024 ** 3;

const sampleWith = (memLimit: number | null): Sample => ({
  at: 1_000,
  stats: {
    cpuPercent: 67,
    memUsage: gib,
    memLimit,
    netRxBytes: null,
    netTxBytes: null,
    blockReadBytes: null,
    blockWriteBytes: null,
    pids: null,
  },
});
const mostOf = (memLimit: number | null, machine = { cpus: 8, memoryBytes: 16 * gib }) =>
  figuresOf([sampleWith(memLimit)], machine).map(({ most }) => most);

it('says what there is at all: all cores, and a limit only where one was set', () => {
  expect(mostOf(4 * gib)).toEqual(['of 800 %', 'limit 4 GiB', null, null]);
  expect(mostOf(16 * gib)).toEqual(['of 800 %', 'of 16 GiB', null, null]);
});

it('says nothing of what is not known', () => {
  expect(mostOf(null)).toEqual(['of 800 %', null, null, null]);
  expect(mostOf(0)).toEqual(['of 800 %', null, null, null]);
  const figures = figuresOf([sampleWith(4 * gib)], null).map(({ most }) => most);
  expect(figures).toEqual([null, 'limit 4 GiB', null, null]);
});
