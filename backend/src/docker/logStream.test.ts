import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogLine } from '../contract/index.ts';
import { AppError, hostTimeout } from '../errors.ts';
import { LONGEST_LINE_BYTES } from './logLines.ts';
import { logStream } from './logStream.ts';

const stampOf = (second: number) =>
  `2026-06-20T19:30:${String(second).padStart(2, '0')}.123456789Z`;

function frame(kind: number, payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

const out = (text: string, second = 0) => frame(1, `${stampOf(second)} ${text}`);
const err = (text: string, second = 0) => frame(2, `${stampOf(second)} ${text}`);

const onError = (error: unknown) =>
  error instanceof AppError ? error : hostTimeout((error as Error).message);

interface Read {
  lines: LogLine[];
  error: unknown;
}

/** Everything that comes of a body: lines, then how it ended. */
async function readAll(chunks: Iterable<Buffer>, tty = false): Promise<Read> {
  return drain(Readable.from(chunks, { objectMode: false }), tty);
}

async function drain(body: Readable, tty = false): Promise<Read> {
  const lines: LogLine[] = [];
  try {
    for await (const batch of logStream(body, { tty, onError })) lines.push(...batch);
    return { lines, error: undefined };
  } catch (error) {
    return { lines, error };
  }
}

const texts = ({ lines }: Read) => lines.map(({ m }) => m);

describe('a log without a terminal', () => {
  it('has a stamp, a stream and a text for each line, in the order of their coming', async () => {
    const read = await readAll([out('one\n', 1), err('two\n', 2), out('three\n', 3)]);
    expect(read).toEqual({
      lines: [
        { t: stampOf(1), s: 'out', m: 'one' },
        { t: stampOf(2), s: 'err', m: 'two' },
        { t: stampOf(3), s: 'out', m: 'three' },
      ],
      error: undefined,
    });
  });

  it.each([
    ['an empty line', [out('\n')], ['']],
    ['a line that ends with \\r\\n', [out('a\r\n')], ['a']],
    ['a line that a terminal has ended again', [out('a\r\r\n')], ['a']],
    ['a progress bar', [out('10%\r20%\n')], ['10%\r20%']],
    ['a NUL', [out('a\0b\n')], ['a\0b']],
    ['a last line without its end', [out('a\n'), out('b', 1)], ['a', 'b']],
    ['an empty frame', [frame(1, ''), out('a\n')], ['a']],
    ['several lines in a frame', [out('a\nb\n\nc\n')], ['a', 'b', '', 'c']],
    ['bytes that are no UTF-8', [frame(1, Buffer.from([97, 0xff, 98, 10]))], ['a\ufffdb']],
    ['a line in pieces', [out('a'), out('b'), out('c\n')], ['abc']],
    ['both streams in pieces', [out('a'), err('x'), out('b\n'), err('y\n')], ['ab', 'xy']],
    ['no line at all', [], []],
  ])('reads %s', async (_name, chunks, expected) => {
    const read = await readAll(chunks);
    expect(read.error).toBeUndefined();
    expect(texts(read)).toEqual(expected);
  });

  it('keeps apart what two runs of a program have printed, the first without a newline', async () => {
    const read = await readAll([out('fatal: no config', 1), out('starting\n', 2)]);
    expect(read.lines).toEqual([
      { t: stampOf(1), s: 'out', m: 'fatal: no config' },
      { t: stampOf(2), s: 'out', m: 'starting' },
    ]);
  });

  it('joins full pieces of other daemons, which stamp each with its own time', async () => {
    const full = 'x'.repeat(8192);
    const read = await readAll([out(full, 1), out('end\n', 2)]);
    expect(read.lines).toEqual([{ t: stampOf(1), s: 'out', m: `${full}end` }]);
  });

  it.each([
    ['without a stamp', 'plain text\n', null, 'plain text'],
    [
      'with an offset',
      '2026-06-20T21:30:00.123456789+02:00 a\n',
      '2026-06-20T21:30:00.123456789+02:00',
      'a',
    ],
    ['with a short fraction', '2026-06-20T19:30:00.5Z a b\n', '2026-06-20T19:30:00.5Z', 'a b'],
    [
      'that looks like a stamp without text',
      '2026-06-20T19:30:00.5Z\n',
      null,
      '2026-06-20T19:30:00.5Z',
    ],
    [
      'that has a stamp of its own',
      `${stampOf(1)} ${stampOf(2)} a\n`,
      stampOf(1),
      `${stampOf(2)} a`,
    ],
  ])('reads a line %s', async (_name, payload, t, m) => {
    expect((await readAll([frame(1, payload)])).lines).toEqual([{ t, s: 'out', m }]);
  });

  it('cuts a line that is too long, never within a character', async () => {
    const text = `é${'日本語€'.repeat(20_000)}`;
    const pieces = Buffer.from(text);
    const chunks = [];
    for (let at = 0; at < pieces.length; at += 16_384)
      chunks.push(
        frame(1, Buffer.concat([Buffer.from(`${stampOf(1)} `), pieces.subarray(at, at + 16_384)])),
      );
    const { lines } = await readAll([...chunks, out('\n', 1), out('next\n', 2)]);
    expect(
      lines
        .slice(0, -1)
        .map(({ m }) => m)
        .join(''),
    ).toBe(text);
    expect(lines.length).toBeGreaterThan(4);
    for (const { m, t } of lines.slice(0, -1)) {
      expect(Buffer.byteLength(m)).toBeLessThanOrEqual(LONGEST_LINE_BYTES);
      expect(m).not.toContain('\ufffd');
      expect(t).toBe(stampOf(1));
    }
    expect(lines.at(-1)).toEqual({ t: stampOf(2), s: 'out', m: 'next' });
  });

  it('cuts a frame without a newline that is longer than any line', async () => {
    const read = await readAll([out('x'.repeat(200_000))]);
    expect(read.error).toBeUndefined();
    expect(texts(read).map((m) => m.length)).toEqual([65_536, 65_536, 65_536, 3_392]);
  });

  it.each([
    ['a stream that does not exist', Buffer.from([4, 0, 0, 0, 0, 0, 0, 1, 97])],
    ['a length beyond reason', Buffer.from([1, 0, 0, 0, 1, 0, 0, 1, 97])],
    ['text', Buffer.from('<html>')],
    ['text of some length', Buffer.from('<!doctype html><html></html>')],
  ])('refuses %s, after the lines that came before', async (_name, garbage) => {
    const read = await readAll([out('a\n'), garbage]);
    expect(texts(read)).toEqual(['a']);
    const code = garbage.length < 8 ? 'host_unreachable' : 'docker_error';
    expect(read.error).toMatchObject({ code });
  });

  it("passes on the daemon's own complaint", async () => {
    const read = await readAll([out('a\n'), frame(3, 'Error grabbing logs: unexpected EOF\n')]);
    expect(texts(read)).toEqual(['a']);
    expect(read.error).toMatchObject({
      code: 'docker_error',
      message: 'Error grabbing logs: unexpected EOF',
    });
  });

  it('gives what there is of a body that is cut off, then says so', async () => {
    const whole = Buffer.concat([out('a\n', 1), out('b\n', 2)]);
    for (let length = out('a\n').length + 1; length < whole.length; length++) {
      const read = await readAll([whole.subarray(0, length)]);
      expect(texts(read)[0]).toBe('a');
      expect(read.error, String(length)).toMatchObject({ code: 'host_unreachable' });
    }
  });

  it('gives what there is of a body that breaks, then what its error means', async () => {
    const body = new PassThrough();
    body.write(Buffer.concat([out('a\n'), out('b', 1)]));
    setImmediate(() => body.destroy(new Error('reset')));
    const read = await drain(body);
    expect(texts(read)).toEqual(['a', 'b']);
    expect(read.error).toMatchObject({ code: 'host_timeout', message: 'reset' });
  });

  it('ends when its body is closed without a word', async () => {
    const body = new PassThrough();
    body.write(out('a\n'));
    setImmediate(() => body.destroy());
    expect((await drain(body)).error).toMatchObject({ code: 'host_unreachable' });
  });
});

describe('a log with a terminal', () => {
  const piece = 'x'.repeat(16_384);

  it.each([
    [
      'lines',
      `${stampOf(1)} a\r\n${stampOf(2)} b\r\n`,
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    ['an empty line', `${stampOf(1)} \r\n`, [[1, '']]],
    [
      'a short last line',
      `${stampOf(1)} a\r\n${stampOf(2)} b`,
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'a long line, which Docker stamps in its middle',
      `${stampOf(1)} ${piece}${stampOf(1)} ${piece}${stampOf(1)} end\r\n${stampOf(2)} b\r\n`,
      [
        [1, `${piece}${piece}end`],
        [2, 'b'],
      ],
    ],
    [
      'a line that ends where Docker cuts',
      `${stampOf(1)} ${piece.slice(1)}\r\n${stampOf(2)} b\r\n`,
      [
        [1, piece.slice(1)],
        [2, 'b'],
      ],
    ],
  ] satisfies [string, string, [number, string][]][])(
    'reads %s, however it is split',
    async (_name, text, expected) => {
      const lines = expected.map(([second, m]) => ({ t: stampOf(second), s: 'out', m }));
      const bytes = Buffer.from(text);
      const splits = [1, 7, 31, 4096, bytes.length];
      for (const size of text.length > 1000 ? splits.slice(1) : splits)
        expect(await readAll(slices(bytes, size), true), String(size)).toEqual({
          lines,
          error: undefined,
        });
    },
  );

  it('keeps apart what two runs have printed, as the daemon writes it', async () => {
    const chunks = [`${stampOf(1)} dying words`, `${stampOf(2)} starting\r\n`].map(Buffer.from);
    expect(texts(await readAll(chunks, true))).toEqual(['dying words', 'starting']);
  });
});

function slices(bytes: Buffer, size: number): Buffer[] {
  const parts = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size));
  return parts;
}

describe('any split of the bytes', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('', '\r', 'é'.repeat(30), '\0', 'a\r', 'x'.repeat(20_000), '€'.repeat(30_000)),
  );
  const line = fc.record({ s: fc.constantFrom('out' as const, 'err' as const), m: text });

  it('gives the same lines', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 20 }),
        async (lines, sizes) => {
          const clean = lines.map(({ s, m }) => ({ s, m: m.replace(/\n/g, '').toWellFormed() }));
          const bytes = Buffer.concat(clean.flatMap(({ s, m }, index) => messages(s, m, index)));
          const { lines: read, error } = await readAll(cutBy(bytes, sizes));
          expect(error).toBeUndefined();
          expect(joined(read)).toEqual(
            clean.map(({ s, m }, index) => ({ t: stampOf(index), s, m: m.replace(/\r+$/, '') })),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** A line as Docker sends it: at most 16 KiB a frame, all with the same stamp. */
function messages(s: LogLine['s'], m: string, second: number): Buffer[] {
  const bytes = Buffer.from(`${m}\n`);
  return slices(bytes, 16_384).map((part) =>
    frame(s === 'out' ? 1 : 2, Buffer.concat([Buffer.from(`${stampOf(second)} `), part])),
  );
}

function cutBy(bytes: Buffer, sizes: number[]): Buffer[] {
  const parts = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    parts.push(bytes.subarray(at, at + size));
    at += size;
  }
  return parts;
}

/** Lines that were cut because of their length, put together again. */
function joined(lines: LogLine[]): LogLine[] {
  const whole: LogLine[] = [];
  for (const line of lines) {
    const last = whole.at(-1);
    if (last && last.t === line.t && last.s === line.s) last.m += line.m;
    else whole.push({ ...line });
  }
  return whole;
}

describe('backpressure', () => {
  /** A body that counts what is read from it. */
  function counted(chunk: Buffer) {
    const read = { bytes: 0 };
    const body = new Readable({
      highWaterMark: 64 * 1024,
      read() {
        read.bytes += chunk.length;
        this.push(chunk);
      },
    });
    return { body, read };
  }
  const chunk = Buffer.concat(Array.from({ length: 100 }, () => out('x'.repeat(100) + '\n')));

  it('reads nothing before it is asked, and a batch and no more when it is', async () => {
    const { body, read } = counted(chunk);
    const stream = logStream(body, { tty: false, onError })[Symbol.asyncIterator]();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(read.bytes).toBeLessThanOrEqual(128 * 1024);
    for (let batches = 1; batches <= 20; batches++) {
      const { value } = (await stream.next()) as { value: LogLine[] };
      expect(value.length).toBeGreaterThan(0);
      expect(value.length).toBeLessThanOrEqual(1_100);
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect(read.bytes).toBeLessThanOrEqual((batches + 1) * 256 * 1024);
    }
    await stream.return?.();
    expect(body.destroyed).toBe(true);
  });

  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  const numbered = (from: number, to: number, padding = '') =>
    Buffer.concat(
      Array.from({ length: to - from }, (_, index) => out(`${from + index}${padding}\n`)),
    );
  const numbersOf = (lines: LogLine[] | undefined) => lines?.map(({ m }) => Number.parseInt(m, 10));
  const range = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => from + index);

  it('skips what comes, counts it, and goes on with the newest', async () => {
    let printed = 0;
    let stopped = false;
    const body = new Readable({
      read() {
        setImmediate(() => {
          if (stopped) this.push(null);
          else {
            // In the middle of a line: the rest of the one that was begun must not be taken for a line.
            const halves = [out(`${printed++} half`, 1), out(' whole\n', 1)];
            this.push(Buffer.concat([...halves, numbered(printed, printed + 500)]));
            printed += 500;
          }
        });
      },
    });
    const stream = logStream(body, { tty: false, onError });
    const iterator = stream[Symbol.asyncIterator]();
    let next = 0;
    let skipped = 0;
    const take = (lines: LogLine[]) => {
      for (const { m } of lines) expect(m).toMatch(/^(\d+ half whole|\d+)$/);
      expect(numbersOf(lines)).toEqual(range(next, next + lines.length));
      next += lines.length;
    };
    for (let turn = 0; turn < 20; turn++) {
      const { value } = (await iterator.next()) as { value: LogLine[] };
      take(value);
      for (const wait of [settle, settle]) {
        const count = stream.skip();
        next += count;
        skipped += count;
        await wait();
      }
      next += stream.skip();
    }
    stopped = true;
    for (;;) {
      const { value } = await iterator.next();
      if (!value) break;
      take(value);
    }
    expect(next + stream.skip()).toBe(printed);
    expect(skipped).toBeGreaterThan(1_000);
  });

  it('keeps the newest lines of a burst that went silent, for whoever asks later', async () => {
    const body = new PassThrough();
    const stream = logStream(body, { tty: false, onError });
    const iterator = stream[Symbol.asyncIterator]();
    body.write(numbered(0, 1));
    await iterator.next();
    expect(stream.skip()).toBe(0);
    body.write(numbered(1, 10_000));
    await settle();
    expect(stream.skip()).toBe(8_999);
    expect(stream.skip()).toBe(0);
    expect(numbersOf((await iterator.next()).value)).toEqual(range(9_000, 10_000));
    // Asked for again, all is kept.
    body.write(numbered(10_000, 14_000));
    let more = 0;
    while (more < 4_000) more += (await iterator.next()).value?.length ?? NaN;
    expect(stream.skip()).toBe(0);
    body.destroy();
  });

  it('keeps fewer of long lines', async () => {
    const body = new PassThrough();
    const stream = logStream(body, { tty: false, onError });
    stream.skip();
    body.end(numbered(0, 20, 'x'.repeat(60_000)));
    await settle();
    expect(stream.skip()).toBe(16);
    const { value } = await stream[Symbol.asyncIterator]().next();
    expect(numbersOf(value)).toEqual(range(16, 20));
  });

  it('counts a line once, wherever the skipping begins and ends', async () => {
    const body = new PassThrough();
    const stream = logStream(body, { tty: false, onError });
    const iterator = stream[Symbol.asyncIterator]();
    body.write(Buffer.concat([numbered(0, 1), out('1 begun,', 1)]));
    expect(numbersOf((await iterator.next()).value)).toEqual([0]);
    stream.skip();
    body.write(Buffer.concat([out('dropped\n', 1), numbered(2, 3_000), out('3000 begun,', 2)]));
    await settle();
    expect(stream.skip()).toBe(1_999);
    const kept = await iterator.next();
    const next = iterator.next();
    body.write(Buffer.concat([out('and its end\n', 2), out('3001\n', 3)]));
    const lines = [...(kept.value ?? []), ...((await next).value ?? [])];
    expect(numbersOf(lines)).toEqual(range(2_000, 3_002));
    expect(lines.at(-2)?.m).toBe('3000 begun,and its end');
    expect(stream.skip()).toBe(0);
    body.destroy();
  });
});
