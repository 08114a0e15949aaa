import { Duplex, PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../contract/index.ts';
import { AppError, conflict, hostTimeout } from '../../errors.ts';
import type { Running } from '../remote.ts';
import { OrderedSink, pipesLog, type PipesOptions } from './logs.ts';

const stampOf = (second: number) =>
  `2026-06-20T19:30:${String(second).padStart(2, '0')}.123456789Z`;
const line = (second: number, text: string) => `${stampOf(second)} ${text}\n`;

/** A `docker logs` of a test. */
function command() {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const exit = Promise.withResolvers<number | null>();
  const running: Running = {
    stream: Duplex.from({ readable: stdout, writable: new PassThrough() }) as Duplex,
    stderr,
    resize: () => undefined,
    exited: exit.promise,
  };
  const end = (code: number | null) => {
    stdout.end();
    stderr.end();
    exit.resolve(code);
  };
  return { running, stdout, stderr, end };
}

const open = (running: Running, params: Partial<PipesOptions['params']> = {}) =>
  pipesLog(running, {
    params: { follow: false, stdout: true, stderr: true, ...params },
    onError: (error) => hostTimeout((error as Error).message),
    onEnd: (code, words) => conflict(`${code} ${words}`),
  });

async function readAll(log: AsyncIterable<LogLine[]>) {
  const lines: LogLine[] = [];
  try {
    for await (const batch of log) lines.push(...batch);
    return { texts: lines.map(({ s, m }) => `${s} ${m}`), lines, error: undefined };
  } catch (error) {
    return { texts: lines.map(({ s, m }) => `${s} ${m}`), lines, error };
  }
}

describe('a log on two pipes', () => {
  it('is put into the order of its stamps', async () => {
    const { running, stdout, stderr, end } = command();
    const log = readAll(open(running));
    stdout.write(line(1, 'one') + line(4, 'four'));
    stderr.write(line(2, 'two'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    stderr.write(line(3, 'three') + line(5, 'five'));
    end(0);
    expect(await log).toMatchObject({
      texts: ['out one', 'err two', 'err three', 'out four', 'err five'],
      error: undefined,
    });
  });

  it.each([
    ['stdout', { stdout: true, stderr: false }, ['out one', 'out three']],
    ['stderr', { stdout: false, stderr: true }, ['err two']],
  ])('is read to its end where only %s is wanted', async (_name, params, expected) => {
    const { running, stdout, stderr, end } = command();
    const log = readAll(open(running, params));
    for (let i = 0; i < 100; i++) {
      // More than a pipe holds, of what nobody wants.
      const [wanted, other] = params.stdout ? [stdout, stderr] : [stderr, stdout];
      if (!other.write(line(1, 'x'.repeat(10_000)))) await new Promise(setImmediate);
      if (i === 50 && wanted === stdout) stdout.write(line(1, 'one') + line(3, 'three'));
      if (i === 50 && wanted === stderr) stderr.write(line(2, 'two'));
    }
    end(0);
    expect(await log).toMatchObject({ texts: expected, error: undefined });
  });

  it('ends with what docker says, which is no line of it', async () => {
    const { running, stdout, stderr, end } = command();
    const log = readAll(open(running));
    stdout.write(line(1, 'one'));
    stderr.write(line(2, 'two'));
    stderr.write('Error response from daemon: no\n');
    end(1);
    const { texts, error } = await log;
    expect(texts).toEqual(['out one', 'err two']);
    expect(error).toMatchObject({
      code: 'conflict',
      message: '1 Error response from daemon: no\n',
    });
  });

  it('leaves out a warning, and words of docker where it ended well', async () => {
    const { running, stdout, stderr, end } = command();
    const log = readAll(open(running, { stderr: false }));
    stderr.write('WARNING: Error loading config file\n');
    stdout.write(line(1, 'one'));
    end(0);
    expect(await log).toMatchObject({ texts: ['out one'], error: undefined });
  });

  it('has broken where nobody knows how it ended', async () => {
    const { running, stdout, end } = command();
    const log = readAll(open(running, { follow: true }));
    stdout.write(line(1, 'one'));
    end(null);
    const { texts, error } = await log;
    expect(texts).toEqual(['out one']);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'host_unreachable' });
  });

  it('has broken with one of its pipes', async () => {
    const { running, stderr } = command();
    const log = readAll(open(running, { follow: true }));
    stderr.destroy(new Error('reset'));
    expect((await log).error).toMatchObject({ code: 'host_timeout', message: 'reset' });
    expect(running.stream.destroyed).toBe(true);
  });

  it('keeps apart two runs whose words came in one piece, and not what a program says of times', async () => {
    const { running, stdout, end } = command();
    const log = readAll(open(running));
    const later = '2999-01-01T00:00:00.123456789Z';
    stdout.write(`${stampOf(1)} dying words${line(2, 'starting')}`);
    stdout.write(line(5, `at ${stampOf(4)} it was, and will be at ${later} again`));
    end(0);
    expect((await log).lines).toEqual([
      { t: stampOf(1), s: 'out', m: 'dying words' },
      { t: stampOf(2), s: 'out', m: 'starting' },
      { t: stampOf(5), s: 'out', m: `at ${stampOf(4)} it was, and will be at ${later} again` },
    ]);
  });

  it('gives a followed line without waiting for the other pipe', async () => {
    const { running, stdout } = command();
    const log = open(running, { follow: true })[Symbol.asyncIterator]();
    for (const second of [1, 2]) {
      const next = log.next();
      stdout.write(line(second, 'now'));
      expect((await next).value).toMatchObject([{ t: stampOf(second) }]);
    }
    await log.return?.();
    expect([running.stream.destroyed, running.stderr.destroyed]).toEqual([true, true]);
  });

  it('holds both pipes back when nobody reads', async () => {
    const { running, stdout, stderr } = command();
    open(running);
    const chunk = line(1, 'x'.repeat(1_000));
    let written = 0;
    while (written < 10_000 && (stdout.write(chunk) || stderr.write(chunk))) written++;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(written).toBeLessThan(1_000);
    expect(stdout.writableNeedDrain && stderr.writableNeedDrain).toBe(true);
  });

  it('counts what it skips on both, and keeps the newest in their order', async () => {
    const { running, stdout, stderr, end } = command();
    const log = open(running, { follow: true });
    const iterator = log[Symbol.asyncIterator]();
    stdout.write(line(1, 'first'));
    expect((await iterator.next()).value).toHaveLength(1);
    log.skip();
    const flood = (text: string) => Array.from({ length: 1_500 }, () => line(2, text)).join('');
    stdout.write(flood('a'));
    stderr.write(flood('b') + line(3, 'c') + `${stampOf(4)} half`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(log.skip()).toBe(2_001);
    stderr.write(` a line\n`);
    stdout.write(line(5, 'kept'));
    end(0);
    const rest: LogLine[] = [];
    for (let batch = await iterator.next(); !batch.done; batch = await iterator.next())
      rest.push(...batch.value);
    expect(rest).toHaveLength(1_002);
    expect(rest.slice(-3).map(({ m }) => m)).toEqual(['c', 'half a line', 'kept']);
  });
});

describe('the order of two pipes', () => {
  const lineOf = (s: LogLine['s'], second: number): LogLine => ({ t: stampOf(second), s, m: '' });
  const seconds = (lines: LogLine[]) => lines.map(({ t }) => Number(t?.slice(17, 19)));

  it('waits for the pipe that is behind, while much comes', () => {
    const sink = new OrderedSink();
    sink.lines.push(lineOf('out', 1), lineOf('out', 4), lineOf('out', 6), lineOf('err', 2));
    expect(seconds(sink.take(false))).toEqual([1, 2]);
    expect(sink.holding).toBe(true);
    sink.lines.push(lineOf('err', 3), lineOf('err', 5), lineOf('err', 7));
    expect(seconds(sink.take(false))).toEqual([3, 4, 5, 6]);
    expect(seconds(sink.take())).toEqual([7]);
    expect(sink.holding).toBe(false);
  });

  it('waits for no more than so many lines', () => {
    const sink = new OrderedSink();
    for (let i = 0; i < 5_000; i++) sink.lines.push(lineOf('out', 1));
    expect(sink.take(false)).toHaveLength(4_000);
    expect(sink.take()).toHaveLength(1_000);
  });
});
