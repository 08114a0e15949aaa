import { PassThrough, Writable } from 'node:stream';
import Fastify, { type FastifyBaseLogger } from 'fastify';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import type { LogStream } from '../containers/source.ts';
import { logFrame, type LogEndReason, type LogLine } from '../contract/index.ts';
import { logStream } from '../docker/logStream.ts';
import { hostTimeout, hostUnreachable, notFound } from '../errors.ts';
import { connect, sleep, socketServer, type Peer } from '../../test/sockets.ts';
import { framesOf, LogPump } from './logs.ts';
import { HIGH_WATER_BYTES } from './sender.ts';

const STAMP = '2026-06-20T19:30:00.123456789Z';
const lineOf = (m: string): LogLine => ({ t: null, s: 'out', m });

/** A log whose lines are numbers, each with some text: `count` of them, or as many as are asked for. */
class NumberedLog implements LogStream {
  next = 0;
  asked = 0;
  skips = 0;
  returned = 0;
  count: number;
  /** The log ends once this is true. */
  isOver: () => boolean = () => false;
  readonly #padding: string;

  constructor(count = Infinity, padding = 100) {
    this.count = count;
    this.#padding = 'x'.repeat(padding);
  }

  skip(): number {
    this.skips++;
    const from = this.next;
    this.next = Math.min(this.next + 1_000, this.count);
    return this.next - from;
  }

  [Symbol.asyncIterator]() {
    return {
      next: async () => {
        this.asked++;
        if (this.isOver()) this.count = this.next;
        const size = Math.min(500, this.count - this.next);
        if (size <= 0) return { done: true as const, value: undefined };
        const value = Array.from({ length: size }, () => lineOf(`${this.next++} ${this.#padding}`));
        return { done: false as const, value };
      },
      return: async () => {
        this.returned++;
        return { done: true as const, value: undefined };
      },
    };
  }
}

/** A log that has given all it has, and waits. */
class QuietLog extends NumberedLog {
  override [Symbol.asyncIterator]() {
    const lines = super[Symbol.asyncIterator]();
    return {
      ...lines,
      next: () => (this.next < this.count ? lines.next() : new Promise<never>(() => undefined)),
    };
  }
}

async function* breaking(error: Error): AsyncGenerator<LogLine[]> {
  yield [lineOf('before')];
  throw error;
}
const streamOf = (lines: AsyncIterable<LogLine[]>): LogStream => ({
  [Symbol.asyncIterator]: () => lines[Symbol.asyncIterator](),
  skip: () => 0,
});

interface Following {
  peer: Peer;
  socket: WebSocket;
  pump: LogPump;
  over: AbortController;
  url: string;
  log: string[];
}

/** A reader that follows what `open` gives, over a real connection. */
async function follow(
  open: (signal: AbortSignal) => Promise<LogStream>,
  {
    endReason = () => Promise.resolve('stopped'),
    patienceMs = 100,
  }: { endReason?: () => Promise<LogEndReason>; patienceMs?: number } = {},
): Promise<Following> {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  const log = Fastify({ logger: { stream } }).log as FastifyBaseLogger;
  const over = new AbortController();
  const { promise, resolve } = Promise.withResolvers<{ socket: WebSocket; pump: LogPump }>();
  const { url } = await socketServer((socket) => {
    socket.once('close', () => over.abort());
    const options = { signal: over.signal, open, endReason, log, patienceMs };
    resolve({ socket, pump: new LogPump(socket, options) });
  });
  const peer = await connect(url);
  return { peer, url, over, log: written, ...(await promise) };
}

/** The numbers of the lines, and of those that are said to be missing, in their order. */
function account(peer: Peer): { sent: number; skipped: number; next: number; gaps: number } {
  const sum = { sent: 0, skipped: 0, next: 0, gaps: 0 };
  for (const raw of peer.frames) {
    const frame = logFrame.parse(raw);
    if (frame.type === 'skipped') {
      sum.skipped += frame.count;
      sum.next += frame.count;
      sum.gaps++;
    }
    if (frame.type !== 'lines') continue;
    for (const { m } of frame.lines) {
      if (Number.parseInt(m, 10) !== sum.next) throw new Error(`${m} where ${sum.next} was due`);
      sum.next++;
      sum.sent++;
    }
  }
  return sum;
}

describe('a followed log', () => {
  it('comes whole and in order to a reader that keeps up, then ends with its reason', async () => {
    const { peer } = await follow(() => Promise.resolve(new NumberedLog(100_250)));
    expect(await peer.end()).toBe(1000);
    expect(account(peer)).toEqual({ sent: 100_250, skipped: 0, next: 100_250, gaps: 0 });
    expect(peer.frames.at(-1)).toEqual({ type: 'end', reason: 'stopped' });
  });

  it('is sent as it comes: a line does not wait for the next', async () => {
    const { peer } = await follow(() => Promise.resolve(new QuietLog(1)));
    await peer.next('lines');
    expect(account(peer).sent).toBe(1);
  });

  it.each([
    ['no such container', notFound('No container web on this host.'), 'not_found', 1000],
    ['a host that is down', hostUnreachable('Refused.'), 'host_unreachable', 1000],
    ['a bug', new TypeError('x is not a function'), 'internal', 1011],
  ])('says so when it cannot be opened: %s', async (_name, error, code, closed) => {
    const { peer, log } = await follow(() => Promise.reject(error));
    expect(await peer.end()).toBe(closed);
    expect(peer.frames).toHaveLength(1);
    const frame = logFrame.parse(peer.frames[0]);
    expect(frame).toMatchObject({ type: 'error', code });
    const isOurs = code === 'internal';
    expect(JSON.stringify(frame).includes(error.message)).toBe(!isOurs);
    expect(log.join('').includes(error.message)).toBe(isOurs);
  });

  it.each([hostUnreachable('Broken.'), hostTimeout('Silent.')])(
    'ends as lost when its host is ($code)',
    async (error) => {
      const { peer } = await follow(() => Promise.resolve(streamOf(breaking(error))));
      expect(await peer.end()).toBe(1000);
      expect(peer.frames.map(({ type }) => type)).toEqual(['lines', 'end']);
      expect(peer.frames[1].reason).toBe('lost');
    },
  );

  it('ends as lost when its host is gone before the reason is known', async () => {
    const { peer } = await follow(() => Promise.resolve(new NumberedLog(1)), {
      endReason: () => Promise.reject(hostUnreachable('Gone.')),
    });
    await peer.end();
    expect(peer.frames.at(-1)).toEqual({ type: 'end', reason: 'lost' });
  });

  it('leaves room for everything else while it floods: a batch a turn', async () => {
    const source = new NumberedLog();
    const { peer } = await follow(() => Promise.resolve(source));
    await peer.next('lines');
    for (let turn = 0; turn < 500; turn++) {
      const { asked } = source;
      await new Promise((resolve) => setImmediate(resolve));
      expect(source.asked - asked).toBeLessThanOrEqual(2);
    }
    expect(source.asked).toBeGreaterThan(100);
  });
});

describe('a reader that stalls', () => {
  it('holds up the log, then misses what is counted, and goes on with the newest', async () => {
    const source = new NumberedLog();
    const { peer, socket } = await follow(() => Promise.resolve(source));
    await peer.next('lines');
    peer.raw.pause();
    await expect.poll(() => source.skips, { timeout: 10_000 }).toBeGreaterThan(3);
    const asked = source.asked;
    const waiting = socket.bufferedAmount;
    // A batch of 500 lines on top of the mark, with what JSON adds.
    expect(waiting).toBeLessThan(HIGH_WATER_BYTES + 128 * 1024);
    await expect.poll(() => source.skips, { timeout: 10_000 }).toBeGreaterThan(10);
    expect(source.asked).toBe(asked);
    expect(socket.bufferedAmount).toBe(waiting);

    peer.raw.resume();
    await peer.next('skipped');
    source.count = source.next;
    expect(await peer.end()).toBe(1000);
    const { sent, skipped, next, gaps } = account(peer);
    expect(next).toBe(source.count);
    expect(sent + skipped).toBe(source.count);
    expect(skipped).toBeGreaterThan(0);
    expect(gaps).toBeGreaterThan(0);
  });

  it('gets the newest lines of a burst that has gone silent meanwhile', async () => {
    const body = new PassThrough();
    const source = logStream(body, { tty: true, onError: () => hostUnreachable('Broken.') });
    const { peer, socket } = await follow(() => Promise.resolve(source));
    const padding = 'x'.repeat(100);
    const print = (from: number, to: number) => {
      for (let at = from; at < to; at++) body.write(`${STAMP} ${at} ${padding}\r\n`);
    };
    print(0, 1);
    await peer.next('lines');
    peer.raw.pause();
    // More than what the kernel and the reader's mark take together.
    print(1, 200_000);
    await expect.poll(() => body.writableLength + body.readableLength).toBe(0);
    expect(socket.bufferedAmount).toBeGreaterThan(0);
    peer.raw.resume();
    await expect
      .poll(() => Number.parseInt(peer.frames.at(-1)?.lines?.at(-1)?.m, 10))
      .toBe(199_999);
    print(200_000, 200_001);
    body.end();
    expect(await peer.end()).toBe(1000);
    const { sent, skipped, next, gaps } = account(peer);
    expect([next, sent + skipped]).toEqual([200_001, 200_001]);
    expect(gaps).toBe(1);
  });

  it('misses nothing when it stalls for a moment only', async () => {
    const source = new NumberedLog(300_000);
    const { peer, socket } = await follow(() => Promise.resolve(source), { patienceMs: 60_000 });
    peer.raw.pause();
    await expect.poll(() => socket.bufferedAmount).toBeGreaterThan(HIGH_WATER_BYTES);
    peer.raw.resume();
    expect(await peer.end()).toBe(1000);
    expect(account(peer)).toMatchObject({ sent: 300_000, skipped: 0 });
  });

  it('gets the last lines before the socket closes', async () => {
    const source = new NumberedLog();
    const { peer, socket } = await follow(() => Promise.resolve(source));
    peer.raw.pause();
    // All is printed, and the kernel has no more room for it.
    source.isOver = () => socket.bufferedAmount > 0;
    await expect.poll(() => source.count, { timeout: 10_000 }).toBeLessThan(Infinity);
    // Longer than an unanswered close is waited for.
    await sleep(1_500);
    expect(socket.readyState).toBe(socket.OPEN);
    peer.raw.resume();
    expect(await peer.end()).toBe(1000);
    expect(account(peer)).toMatchObject({ sent: source.count, skipped: 0 });
    expect(peer.frames.at(-1)).toMatchObject({ type: 'end' });
  });
});

describe('a reader that leaves', () => {
  it('while the log is being opened: it is closed as soon as it is open', async () => {
    const source = new NumberedLog();
    const { promise, resolve } = Promise.withResolvers<LogStream>();
    let aborted = false;
    const { peer, pump } = await follow((signal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return promise;
    });
    peer.socket.close();
    await expect.poll(() => aborted).toBe(true);
    resolve(source);
    await pump.finished;
    expect(source).toMatchObject({ returned: 1, asked: 0 });
  });

  it.each(['close', 'terminate'] as const)('in the midst of a flood (%s)', async (how) => {
    const source = new NumberedLog();
    const { peer, pump } = await follow(() => Promise.resolve(source));
    await peer.next('lines');
    peer.socket[how]();
    await pump.finished;
    expect(source.returned).toBe(1);
  });

  it('stalled, and is cut off', async () => {
    const source = new NumberedLog();
    const { peer, pump, socket } = await follow(() => Promise.resolve(source));
    peer.raw.pause();
    await expect.poll(() => source.skips, { timeout: 10_000 }).toBeGreaterThan(0);
    socket.terminate();
    await pump.finished;
    expect(source.returned).toBe(1);
  });

  it('has nothing to say', async () => {
    const { peer } = await follow(() => Promise.resolve(new QuietLog(1)));
    peer.send('hello');
    expect(await peer.end()).toBe(1008);
  });
});

describe('framesOf', () => {
  it('holds frames to a number of lines and a size, and keeps every line', () => {
    const lines = [
      ...Array.from({ length: 2_500 }, (_, index) => lineOf(String(index))),
      lineOf('x'.repeat(60_000)),
      lineOf('y'.repeat(65_536)),
      lineOf(''),
    ];
    const frames = [...framesOf(lines)].map((frame) => (frame.type === 'lines' ? frame.lines : []));
    expect(frames.flat()).toEqual(lines);
    expect(frames.map(({ length }) => length)).toEqual([1_000, 1_000, 501, 2]);
    expect([...framesOf([])]).toEqual([]);
  });
});
