import type { FastifyBaseLogger } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import type { ShellSession } from '../containers/source.ts';
import {
  execClientFrame,
  type ErrorCode,
  type ExecClientFrame,
  type ExecServerFrame,
} from '../contract/index.ts';
import { AppError, hostUnreachable } from '../errors.ts';
import { ExecInput } from './execInput.ts';
import { ExecOutput } from './execOutput.ts';
import { toFailure } from './failure.ts';
import { messageText, parseJson } from './messages.ts';
import { Sender } from './sender.ts';

export interface ExecPumpOptions {
  /** Fires when nothing may be done for the peer any more: the shell ends at once. */
  signal: AbortSignal;
  open: () => Promise<ShellSession>;
  log: FastifyBaseLogger;
}

/** How it went, for the audit. */
export interface ExecOutcome {
  /** The shell that ran; `null` when none did. */
  shell: string | null;
  /** `null` when the shell did not end by itself, or the daemon does not know. */
  exitCode: number | null;
  /** What went wrong, if something did. */
  code: ErrorCode | null;
}

/** A shell in a container and the socket of whoever uses it: both end when one does. */
export class ExecPump {
  readonly #socket: WebSocket;
  readonly #options: ExecPumpOptions;
  readonly #sender: Sender;
  readonly #input: ExecInput;
  readonly #output: ExecOutput;
  #session: ShellSession | undefined;
  #wanted: { cols: number; rows: number } | undefined;
  #resizing = false;
  /** Settles when the shell is gone and the peer has heard of it. Never rejects. */
  readonly finished: Promise<ExecOutcome>;

  constructor(socket: WebSocket, options: ExecPumpOptions) {
    const { signal } = options;
    this.#socket = socket;
    this.#options = options;
    this.#sender = new Sender(socket, signal);
    this.#output = new ExecOutput(socket, this.#sender);
    this.#input = new ExecInput(socket, () => {
      this.#output.resume();
    });
    socket.on('message', this.#onMessage);
    signal.addEventListener('abort', () => {
      this.#input.end();
    });
    this.finished = this.#run();
  }

  async #run(): Promise<ExecOutcome> {
    const { open, signal, log } = this.#options;
    const outcome: ExecOutcome = { shell: null, exitCode: null, code: null };
    let closed: Promise<void> | undefined;
    try {
      const session = await open();
      outcome.shell = session.shell;
      outcome.exitCode = await this.#use(session).finally(() => {
        closed = session.close();
      });
      await this.#finish({ type: 'exit', code: outcome.exitCode }, 1000);
    } catch (error) {
      // Whoever closed the socket hears of nothing, and what broke because of that is no failure.
      if (!signal.aborted) {
        const { closeCode, ...failure } = toFailure(error, log);
        outcome.code = failure.code;
        await this.#finish({ type: 'error', ...failure }, closeCode);
      }
    }
    await closed;
    return outcome;
  }

  /** Until the shell or the socket ends. @returns the exit code */
  async #use(session: ShellSession): Promise<number | null> {
    const { signal } = this.#options;
    if (signal.aborted) return null;
    this.#session = session;
    this.#sender.send({ type: 'ready', shell: session.shell } satisfies ExecServerFrame);
    const printed = this.#output.start(session.output);
    this.#input.start(session);
    this.#resize();
    const exited = Promise.all([session.exited, printed]).catch((error: unknown) => {
      throw error instanceof AppError
        ? error
        : hostUnreachable('The connection to the shell broke.', error);
    });
    return Promise.race([
      exited.then(([code]) => code),
      new Promise<null>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve(null);
        });
      }),
    ]);
  }

  #finish(frame: ExecServerFrame, closeCode: number): Promise<void> {
    this.#input.end();
    return this.#sender.finish(frame, closeCode);
  }

  readonly #onMessage = (data: RawData, isBinary: boolean): void => {
    // Between our close and the peer's answer to it, its messages still come.
    if (this.#options.signal.aborted || this.#socket.readyState !== this.#socket.OPEN) return;
    if (isBinary) {
      this.#input.push(toBuffer(data));
      return;
    }
    const frame = execClientFrame.safeParse(parseJson(messageText(data)));
    if (frame.success) this.#obey(frame.data);
    else this.#socket.close(1008, 'expected resize or ack');
  };

  #obey(frame: ExecClientFrame): void {
    if (frame.type === 'ack') {
      this.#output.ack(frame.bytes);
      return;
    }
    this.#wanted = { cols: frame.cols, rows: frame.rows };
    this.#resize();
  }

  /** One at a time, and of those that wait only the newest: a window that is dragged changes faster than a daemon hears. */
  #resize(): void {
    if (this.#resizing || !this.#session || this.#options.signal.aborted) return;
    const wanted = this.#wanted;
    if (!wanted) return;
    this.#wanted = undefined;
    this.#resizing = true;
    this.#session
      .resize(wanted.cols, wanted.rows)
      .catch((error: unknown) => {
        this.#options.log.debug({ err: error }, 'a shell could not be resized');
      })
      .finally(() => {
        this.#resizing = false;
        this.#resize();
      });
  }
}

const toBuffer = (data: RawData): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);
