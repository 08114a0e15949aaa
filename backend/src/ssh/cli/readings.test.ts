import { expect, it } from 'vitest';
import { containerStats } from '../../contract/index.ts';
import { readStats } from './readings.ts';

const ID = 'a'.repeat(64);
const line = (...words: unknown[]) => JSON.stringify(words);

it('reads what runs', () => {
  const [measured, ...rest] = readStats(
    `${line(ID, '0.52%', '708KiB / 64MiB', '626B / 1.05kB', '4.1MB / 0B', '3')}\n`,
  );
  expect(rest).toEqual([]);
  expect(measured).toEqual({
    id: ID,
    stats: {
      cpuPercent: 0.52,
      memUsage: 724_992,
      memLimit: 67_108_864,
      netRxBytes: 626,
      netTxBytes: 1_050,
      blockReadBytes: 4_100_000,
      blockWriteBytes: 0,
      pids: 3,
    },
  });
  expect(containerStats.parse(measured?.stats)).toEqual(measured?.stats);
});

it('leaves out what does not run, and what is no reading', () => {
  const none = '0B / 0B';
  const lines = [
    line(ID, '0.00%', none, none, none, '0'),
    line(ID, '--', '-- / --', '--', '--', '--'),
    line('web', '0.00%', '1B / 2B', none, none, '1'),
    line(ID),
    '{"ID":1}',
    'null',
    'WARNING: no swap limit',
  ];
  expect(readStats(lines.join('\n'))).toEqual([]);
});

it('knows no memory of a machine that does not count it', () => {
  const words = [ID, '1.00%', '0B / 0B', '0B / 0B', '0B / 0B', 4];
  // Old versions clear the screen first.
  const [measured] = readStats(`\u001b[2J\u001b[H${line(...words)}`);
  expect(measured?.stats).toMatchObject({ cpuPercent: 1, memUsage: null, memLimit: null, pids: 4 });
});
