import { EventEmitter } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FastifyReply } from 'fastify';
import { expect, it } from 'vitest';
import type { LogReader, LogStream } from '../containers/source.ts';
import type { LogLine } from '../contract/index.ts';
import { readLog } from './logFile.ts';

const reply = { raw: new EventEmitter() } as unknown as FastifyReply;

function reader(batches: () => AsyncGenerator<LogLine[]>): LogReader {
  const stream: LogStream = { [Symbol.asyncIterator]: batches, skip: () => 0 };
  return { read: async () => stream, follow: async () => stream };
}

const line = (mark: number, length: number): LogLine => ({
  t: null,
  s: 'out',
  m: `${mark} `.padEnd(length, 'x'),
});
const marks = (lines: LogLine[]) => lines.map(({ m }) => Number.parseInt(m, 10));

it('gives the newest lines that fit, in their order', async () => {
  const logs = reader(async function* () {
    for (let mark = 0; mark < 300; mark += 3)
      yield [0, 1, 2].map((next) => line(mark + next, 64 * 1024));
  });
  const { lines } = await readLog(logs, 'web', {}, reply);
  expect(marks(lines)).toEqual(Array.from({ length: 128 }, (_, i) => 172 + i));
});

it('gives a last line that does not fit by itself', async () => {
  const logs = reader(async function* () {
    yield [line(1, 10), line(2, 9 * 1024 * 1024)];
  });
  expect(marks((await readLog(logs, 'web', {}, reply)).lines)).toEqual([2]);
});

it('holds no line that it will not give', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let first: WeakRef<LogLine> | undefined;
  const logs = reader(async function* () {
    for (let mark = 0; mark < 200; mark++) {
      const batch = [line(mark, 64 * 1024)];
      first ??= new WeakRef(batch[0] as LogLine);
      yield batch;
    }
    await new Promise(setImmediate);
    collect();
    expect(first?.deref()).toBeUndefined();
  });
  expect((await readLog(logs, 'web', {}, reply)).lines).toHaveLength(128);
});
