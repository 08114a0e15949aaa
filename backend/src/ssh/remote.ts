import type { Duplex, Readable } from 'node:stream';

/** A machine that commands can be run on: what the CLI adapter and the search for Docker stand on. */
export interface Remote {
  /**
   * Runs one command to its end.
   * @throws AppError host_unreachable, host_timeout, host_key_unverified …: the way there; RemoteError: the machine runs
   * something else, or nothing. That the command itself fails is an answer, in `code`.
   */
  run(argv: readonly string[], options?: RunOptions): Promise<Output>;
  /**
   * Runs one command and gives its streams; ends it when `signal` fires or the stream is destroyed. Rejects as `run`
   * does, and when the command has not begun to run within the deadline.
   */
  start(argv: readonly string[], options: StartOptions): Promise<Running>;
}

export interface RunOptions {
  signal?: AbortSignal | undefined;
  /** Milliseconds to its end. */
  deadlineMs?: number;
  /** The largest output of both streams together; more is a RemoteError, and the command is ended. */
  maxBytes?: number;
  /** Given to its standard input, which is closed behind it. */
  input?: string;
}

export interface Output {
  stdout: Buffer;
  stderr: string;
  /** Its exit code; `null` when a signal ended it. */
  code: number | null;
}

export interface StartOptions {
  signal?: AbortSignal | undefined;
  /** With a terminal of this size. */
  terminal?: { cols: number; rows: number };
  /**
   * It reads nothing, and may be silent for long: so it is ended over there with its stream. Without this a command
   * hears of the end with the next that it prints.
   */
  silent?: true;
  /** `brief`: one of those that come and go; `long` unless told. */
  kind?: 'brief' | 'long';
}

export interface Running {
  /** Standard output, and standard input: what a login script printed before the command began is not in it. */
  readonly stream: Duplex;
  /** Ends with the command; empty with a terminal. Must be read, or resumed. */
  readonly stderr: Readable;
  resize(cols: number, rows: number): void;
  /** Its exit code; `null` when it cannot be known: a signal, or the connection broke. Never rejects. */
  readonly exited: Promise<number | null>;
}

export type RemoteProblem = 'no_command' | 'too_much' | 'shell';

/** The machine was reached, and did not run what it was told to. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  readonly problem: RemoteProblem;

  /** @param message one sentence for a person: what is wrong and what to do */
  constructor(problem: RemoteProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
