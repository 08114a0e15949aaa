import { expect, it } from 'vitest';
import type { LogStream } from '../containers/source.ts';
import type { LogLine } from '../contract/index.ts';
import { lastLines } from './lastLines.ts';

const line = (m: string): LogLine => ({ t: null, s: 'out', m });

function streamOf(...batches: string[][]): LogStream {
  return {
    skip: () => 0,
    async *[Symbol.asyncIterator]() {
      for (const batch of batches) yield batch.map(line);
    },
  };
}

async function texts(stream: LogStream): Promise<string[]> {
  const all: string[] = [];
  for await (const batch of stream) all.push(...batch.map(({ m }) => m));
  return all;
}

it.each([
  [1, ['e']],
  [2, ['d', 'e']],
  [4, ['b', 'c', 'd', 'e']],
  [9, ['a', 'b', 'c', 'd', 'e']],
])('keeps the last %i over all batches', async (count, expected) => {
  const stream = streamOf(['a', 'b'], [], ['c'], ['d', 'e']);
  expect(await texts(lastLines(stream, count))).toEqual(expected);
});

it('keeps fewer lines when they are long, and always the last', async () => {
  const long = 'x'.repeat(10 * 1024 * 1024);
  expect(await texts(lastLines(streamOf(['a', long], [long, 'z']), 10))).toEqual([long, 'z']);
  const longer = 'y'.repeat(20 * 1024 * 1024);
  expect(await texts(lastLines(streamOf(['a'], [longer]), 10))).toEqual([longer]);
});
