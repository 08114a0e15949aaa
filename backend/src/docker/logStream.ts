import type { Readable } from 'node:stream';
import type { LogStream } from '../containers/source.ts';
import type { LogLine } from '../contract/index.ts';
import { AppError, hostUnreachable } from '../errors.ts';
import { LineSink } from './logLines.ts';
import { MultiplexedParser, RawParser, type LogParser } from './logParsers.ts';

/** A batch is handed over at this size at the latest. */
const BATCH_BYTES = 256 * 1024;
const BATCH_LINES = 1_000;
/**
 * In milliseconds. A log that prints flat out comes in crumbs: each batch costs a frame, a turn of the event loop and two
 * calls of the kernel. So a batch that follows its forerunner this closely waits this long for more; a line after a
 * silence waits for nothing.
 */
const BUSY_MS = 10;
const LINGER_MS = 5;

/** One body of a log, and what reads it. */
export interface LogPart {
  body: Readable;
  parser: LogParser;
}

export interface LogParts {
  /** Read beside each other; the log ends with the last of them. */
  parts: LogPart[];
  /** Where their parsers put the lines. */
  sink: LineSink;
  /** What an error of a body means to our callers. */
  onError: (error: unknown) => AppError;
  /** How long a batch waits for more, where it always does. */
  lingerMs?: number;
  /** Asked when all bodies have ended: what was wrong all the same. Must not reject. */
  verdict?: () => Promise<AppError | null>;
}

export interface LogStreamOptions {
  /** Whether the container has a terminal: its log then has no frames and no stderr. */
  tty: boolean;
  /** What an error of the body means to our callers. */
  onError: (error: unknown) => AppError;
}

/**
 * Takes the body of a log with `timestamps=1` apart, in batches and only as fast as they are asked for. A broken body
 * gives the lines that came before, then throws what `onError` made of it.
 */
export function logStream(body: Readable, { tty, onError }: LogStreamOptions): LogStream {
  const sink = new LineSink();
  const parser = tty ? new RawParser(sink) : new MultiplexedParser(sink);
  return logStreamOf({ parts: [{ body, parser }], sink, onError });
}

/** The same for a log that comes in several bodies. */
export const logStreamOf = (parts: LogParts): LogStream => new DockerLogStream(parts);

class DockerLogStream implements LogStream, AsyncIterator<LogLine[], undefined> {
  readonly #parts: LogPart[];
  /** Those that have not ended. */
  readonly #open: Set<LogPart>;
  readonly #sink: LineSink;
  readonly #onError: (error: unknown) => AppError;
  readonly #lingerMs: number | undefined;
  readonly #verdict: LogParts['verdict'];
  #ended = false;
  #failure: AppError | undefined;
  /** Somebody waits for so many lines, or for the end. */
  #wake: (() => void) | undefined;
  #wanted = 1;
  #lastBatchAt = 0;

  constructor({ parts, sink, onError, lingerMs, verdict }: LogParts) {
    this.#parts = parts;
    this.#open = new Set(parts);
    this.#sink = sink;
    this.#onError = onError;
    this.#lingerMs = lingerMs;
    this.#verdict = verdict;
    for (const part of parts) this.#take(part);
  }

  #take(part: LogPart): void {
    const { body } = part;
    body.on('data', (chunk: Buffer) => {
      this.#onData(part, chunk);
    });
    // A listener for data starts the flow; nobody has asked yet.
    body.pause();
    body.once('end', () => {
      this.#onEnd(part);
    });
    // For good: a body that is destroyed may tell of its error after that.
    body.on('error', (error) => {
      if (this.#open.has(part)) this.#fail(error);
    });
    body.once('close', () => {
      if (this.#open.has(part)) this.#fail(truncated());
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<LogLine[], undefined>> {
    this.#sink.keepAll();
    for (;;) {
      const isQuiet = this.#sink.lines.length > 0 || (await this.#gather());
      const lines = this.#sink.take(isQuiet || this.#ended);
      if (lines.length > 0) return { done: false, value: lines };
      if (this.#ended) break;
    }
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure;
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<LogLine[], undefined>> {
    this.#abandon();
    this.#sink.take();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** After this the bodies flow, and of their lines the newest are kept and the others counted, until `next`. */
  skip(): number {
    const sink = this.#sink;
    sink.keepNewest();
    for (const part of this.#open) {
      // What it holds already; each read comes back to us as data.
      while (this.#open.has(part) && part.body.read() !== null);
      if (this.#open.has(part)) part.body.resume();
    }
    sink.keepNewest();
    const { dropped } = sink;
    sink.dropped = 0;
    return dropped;
  }

  /**
   * Lets the bodies flow until there are lines. What one read of the socket brought comes together: a daemon flushes
   * line by line, and Node hands all of that out in one go, before any promise continues.
   * @returns whether no more is on its way just now
   */
  async #gather(): Promise<boolean> {
    const lingerMs = this.#lingerMs ?? LINGER_MS;
    await this.#arrival(1, this.#sink.holding ? lingerMs : undefined);
    const isBusy = performance.now() - this.#lastBatchAt < BUSY_MS;
    if (isBusy || this.#lingerMs !== undefined) await this.#arrival(BATCH_LINES, lingerMs);
    if (!this.#ended) this.#pause();
    this.#lastBatchAt = performance.now();
    return !this.#isEnough();
  }

  /** Settles when `lines` or a batch's bytes are there, at the end, or after `timeoutMs`. */
  async #arrival(lines: number, timeoutMs?: number): Promise<void> {
    this.#wanted = lines;
    if (this.#ended || this.#isEnough()) return;
    for (const { body } of this.#open) body.resume();
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (timeoutMs !== undefined) timer = setTimeout(resolve, timeoutMs);
    });
    this.#wake = undefined;
    clearTimeout(timer);
  }

  #isEnough(): boolean {
    const { lines, bytes } = this.#sink;
    return lines.length >= this.#wanted || bytes >= BATCH_BYTES;
  }

  #pause(): void {
    for (const { body } of this.#open) body.pause();
  }

  #onData(part: LogPart, chunk: Buffer): void {
    if (!this.#open.has(part)) return;
    try {
      part.parser.push(chunk);
    } catch (error) {
      this.#fail(error);
      return;
    }
    const { skipping, lines, bytes } = this.#sink;
    if (skipping) return;
    if (bytes >= BATCH_BYTES || lines.length >= BATCH_LINES) this.#pause();
    if (this.#isEnough()) this.#wake?.();
  }

  #onEnd(part: LogPart): void {
    if (!this.#open.has(part)) return;
    if (!part.parser.end()) {
      this.#fail(truncated());
      return;
    }
    this.#open.delete(part);
    if (this.#open.size === 0) void this.#judge();
  }

  async #judge(): Promise<void> {
    const failure = this.#verdict && (await this.#verdict());
    if (this.#ended) return;
    if (failure) this.#failure = failure;
    this.#ended = true;
    this.#wake?.();
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    for (const { parser } of this.#open) parser.end();
    this.#failure = error instanceof AppError ? error : this.#onError(error);
    this.#abandon();
  }

  #abandon(): void {
    this.#ended = true;
    this.#open.clear();
    for (const { body } of this.#parts) body.destroy();
    this.#wake?.();
  }
}

/** For a log that is cut off. */
export const truncated = () => hostUnreachable('The connection to Docker broke within the log.');
