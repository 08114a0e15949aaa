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
export const logStream = (body: Readable, options: LogStreamOptions): LogStream =>
  new DockerLogStream(body, options);

class DockerLogStream implements LogStream, AsyncIterator<LogLine[], undefined> {
  readonly #body: Readable;
  readonly #sink = new LineSink();
  readonly #parser: LogParser;
  readonly #onError: (error: unknown) => AppError;
  #ended = false;
  #failure: AppError | undefined;
  /** Somebody waits for so many lines, or for the end. */
  #wake: (() => void) | undefined;
  #wanted = 1;
  #lastBatchAt = 0;

  constructor(body: Readable, { tty, onError }: LogStreamOptions) {
    this.#body = body;
    this.#onError = onError;
    this.#parser = tty ? new RawParser(this.#sink) : new MultiplexedParser(this.#sink);
    body.on('data', this.#onData);
    // A listener for data starts the flow; nobody has asked yet.
    body.pause();
    body.once('end', this.#onEnd);
    // For good: a body that is destroyed may tell of its error after that.
    body.on('error', this.#onFailure);
    body.once('close', this.#onClose);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<LogLine[], undefined>> {
    this.#sink.keeping = true;
    if (this.#sink.lines.length === 0) await this.#gather();
    if (this.#sink.lines.length > 0) return { done: false, value: this.#sink.take() };
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

  /** After this the body flows, and its lines are only counted, until `next` asks for lines again. */
  skip(): number {
    const sink = this.#sink;
    sink.dropped += sink.take().length;
    sink.keeping = false;
    // What it holds already; each read comes back to us as data.
    while (!this.#ended && this.#body.read() !== null);
    if (!this.#ended) this.#body.resume();
    const { dropped } = sink;
    sink.dropped = 0;
    return dropped;
  }

  /**
   * Lets the body flow until there are lines. What one read of the socket brought comes together: a daemon flushes line
   * by line, and Node hands all of that out in one go, before any promise continues.
   */
  async #gather(): Promise<void> {
    await this.#arrival(1);
    if (performance.now() - this.#lastBatchAt < BUSY_MS)
      await this.#arrival(BATCH_LINES, LINGER_MS);
    if (!this.#ended) this.#body.pause();
    this.#lastBatchAt = performance.now();
  }

  /** Settles when `lines` or a batch's bytes are there, at the end, or after `timeoutMs`. */
  async #arrival(lines: number, timeoutMs?: number): Promise<void> {
    this.#wanted = lines;
    if (this.#ended || this.#isEnough()) return;
    this.#body.resume();
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

  readonly #onData = (chunk: Buffer): void => {
    if (this.#ended) return;
    try {
      this.#parser.push(chunk);
    } catch (error) {
      this.#fail(error);
      return;
    }
    const { keeping, lines, bytes } = this.#sink;
    if (!keeping) return;
    if (bytes >= BATCH_BYTES || lines.length >= BATCH_LINES) this.#body.pause();
    if (this.#isEnough()) this.#wake?.();
  };

  readonly #onEnd = (): void => {
    if (this.#ended) return;
    if (!this.#parser.end()) this.#failure = truncated();
    this.#ended = true;
    this.#wake?.();
  };

  readonly #onFailure = (error: unknown): void => {
    this.#fail(error);
  };

  readonly #onClose = (): void => {
    this.#fail(truncated());
  };

  #fail(error: unknown): void {
    if (this.#ended) return;
    this.#parser.end();
    this.#failure = error instanceof AppError ? error : this.#onError(error);
    this.#abandon();
  }

  #abandon(): void {
    this.#ended = true;
    this.#body.destroy();
    this.#wake?.();
  }
}

const truncated = () => hostUnreachable('The connection to Docker broke within the log.');
