import type { FastifyBaseLogger } from 'fastify';
import type { WebSocket } from 'ws';
import type { LogStream } from '../containers/source.ts';
import type { LogEndReason, LogFrame, LogLine } from '../contract/index.ts';
import { AppError } from '../errors.ts';
import { toFailure } from './failure.ts';
import { HIGH_WATER_BYTES, LOW_WATER_BYTES, Sender } from './sender.ts';

const FRAME_CHARACTERS = 64 * 1024;
const FRAME_LINES = 1_000;
const PATIENCE_MS = 500;
const SKIP_EVERY_MS = 50;

export interface LogPumpOptions {
  /** Fires when the socket is to get nothing more. */
  signal: AbortSignal;
  open: (signal: AbortSignal) => Promise<LogStream>;
  /** Why the log ended, when it has. */
  endReason: () => Promise<LogEndReason>;
  log: FastifyBaseLogger;
  /** How long a slow reader may hold the log up. */
  patienceMs?: number;
}

/**
 * Sends a followed log to one reader. One that is slow holds the log up for a moment; one that stays slow gets, when it
 * can, the number of lines that it missed and the newest ones. So whatever a container prints, no more is kept here than
 * a batch and what waits for the reader.
 */
export class LogPump {
  readonly #options: LogPumpOptions;
  readonly #sender: Sender;
  #opened = false;
  /** Settles when nothing more is sent. Never rejects. */
  readonly finished: Promise<void>;

  constructor(socket: WebSocket, options: LogPumpOptions) {
    this.#options = options;
    this.#sender = new Sender(socket, options.signal);
    socket.on('message', () => {
      socket.close(1008, 'nothing is read here');
    });
    this.finished = this.#run();
  }

  async #run(): Promise<void> {
    const { signal, open, endReason, log } = this.#options;
    try {
      const stream = await open(signal);
      this.#opened = true;
      await this.#pump(stream);
      if (!signal.aborted) await this.#end(await endReason());
    } catch (error) {
      if (signal.aborted) return;
      if (this.#opened && isLoss(error)) await this.#end('lost');
      else {
        const { closeCode, ...failure } = toFailure(error, log);
        await this.#sender.finish({ type: 'error', ...failure } satisfies LogFrame, closeCode);
      }
    }
  }

  #end(reason: LogEndReason): Promise<void> {
    return this.#sender.finish({ type: 'end', reason } satisfies LogFrame, 1000);
  }

  async #pump(stream: LogStream): Promise<void> {
    const { signal } = this.#options;
    const lines = stream[Symbol.asyncIterator]();
    const stop = () => {
      lines.return?.().catch(() => undefined);
    };
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    while (!signal.aborted) {
      const { done, value } = await lines.next();
      if (done) break;
      for (const frame of framesOf(value)) this.#sender.send(frame);
      // A container that floods must leave room for everybody else.
      await nextTurn();
      if (this.#sender.waiting > HIGH_WATER_BYTES) await this.#hold(stream);
    }
    signal.removeEventListener('abort', stop);
  }

  /** Waits for the reader; from some moment on by leaving out all but the newest of what comes. */
  async #hold(stream: LogStream): Promise<void> {
    const { signal, patienceMs = PATIENCE_MS } = this.#options;
    const sender = this.#sender;
    await sender.falls(LOW_WATER_BYTES, patienceMs);
    if (sender.waiting <= LOW_WATER_BYTES) return;
    let count = 0;
    while (sender.waiting > LOW_WATER_BYTES && !signal.aborted) {
      count += stream.skip();
      await sender.falls(LOW_WATER_BYTES, SKIP_EVERY_MS);
    }
    count += stream.skip();
    if (count > 0) sender.send({ type: 'skipped', count } satisfies LogFrame);
  }
}

/** A batch in frames of bounded size. One line may be a frame's size by itself. */
export function* framesOf(batch: LogLine[]): Generator<LogFrame> {
  let from = 0;
  let characters = 0;
  for (let at = 0; at < batch.length; at++) {
    const { length } = batch[at]?.m ?? '';
    const full = characters + length > FRAME_CHARACTERS || at - from === FRAME_LINES;
    if (full && at > from) {
      yield { type: 'lines', lines: batch.slice(from, at) };
      from = at;
      characters = 0;
    }
    characters += length;
  }
  if (from < batch.length) yield { type: 'lines', lines: batch.slice(from) };
}

const isLoss = (error: unknown) =>
  error instanceof AppError && (error.code === 'host_unreachable' || error.code === 'host_timeout');

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
