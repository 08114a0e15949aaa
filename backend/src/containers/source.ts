import type { Readable } from 'node:stream';
import type {
  Container,
  ContainerStats,
  ContainerVerb,
  Host,
  LogLine,
  LogsQuery,
  RemoveQuery,
  Shell,
} from '../contract/index.ts';

/**
 * One host seen through one source: what every source can do. What only some can do comes as an optional
 * property, present or absent, so that a route has to ask and the compiler checks that it did.
 */
export interface ContainerSource {
  /** The host's row, from what is known now: never a call to the host. */
  describe(): Host;
  /**
   * All containers that the source knows, masked. Of a host that is down: those that were last known.
   * @throws AppError host_unreachable, host_timeout when nothing is known yet
   */
  list(): Promise<Container[]>;
  /**
   * One container with everything that the source knows.
   * @param ref an id, an id prefix of its own, or a name
   * @throws AppError not_found, or conflict when a prefix fits several
   */
  find(ref: string): Promise<Container>;

  /** For a source that may be down. @throws AppError host_unreachable, host_timeout: why it is */
  assertOnline?(): void;
  readonly control?: Control;
  readonly stats?: StatsReader;
  readonly logs?: LogReader;
  readonly shell?: ShellOpener;
  readonly watch?: Watchable;
}

/** Starts, stops and removes. What it changed is in `list` before its promise settles. */
export interface Control {
  /** A container that is in the wanted state already is a success. @throws AppError not_found, conflict, docker_error … */
  act(ref: string, verb: ContainerVerb): Promise<void>;
  /** @throws AppError not_found, conflict (it runs and `force` is off), docker_error … */
  remove(ref: string, options: RemoveQuery): Promise<void>;
}

export interface StatsReader {
  /** One sample; takes a second or two where a rate needs two readings. @throws AppError conflict when it does not run */
  sample(ref: string): Promise<ContainerStats>;
}

export interface LogReader {
  /**
   * Lines that are there now, oldest first, in batches. Ends by itself; stops when `signal` fires.
   * @throws AppError before the first batch, or when the connection breaks between two
   */
  read(ref: string, query: Omit<LogsQuery, 'download'>, signal: AbortSignal): Promise<LogStream>;
  /** The last `tail` lines, then each that is written, until the container ends, the host is lost or `signal` fires. */
  follow(
    ref: string,
    query: { tail?: number | undefined; since?: string | undefined },
    signal: AbortSignal,
  ): Promise<LogStream>;
}

/**
 * Batches of lines with backpressure: no more is read from the host than is asked for here. `skip` reads on, for a reader
 * that fell behind and wants the newest.
 */
export interface LogStream extends AsyncIterable<LogLine[]> {
  /**
   * From now on, until lines are asked for again, all that comes is read, and the newest of it kept: some hundred lines.
   * @returns how many lines were dropped since this was last called
   */
  skip(): number;
}

export interface ShellOpener {
  /**
   * Starts a shell with a terminal in the container.
   * @throws AppError not_found, conflict (it does not run), docker_error (no such shell or user) …
   */
  open(ref: string, options: ShellOptions): Promise<ShellSession>;
}

export interface ShellOptions {
  shell: Shell;
  user?: string | undefined;
  cols: number;
  rows: number;
}

/** A running shell. */
export interface ShellSession {
  /** The id of the container that it runs in. */
  readonly containerId: string;
  /** The one that was found: `bash`, `ash`, `sh`, `zsh`. */
  readonly shell: string;
  /** What the terminal prints. Ends when the shell does; paused, the program in the container waits. */
  readonly output: Readable;
  /** Keystrokes. @returns false when the caller should wait for `drained` */
  write(data: Buffer): boolean;
  drained(): Promise<void>;
  resize(cols: number, rows: number): Promise<void>;
  /** Settles when the output has ended: the exit code; `null` when it cannot be known (the daemon died). */
  readonly exited: Promise<number | null>;
  /** Ends the shell and what it started in the container, and frees the connection. Never rejects. */
  close(): Promise<void>;
}

/** A source that is only as live as somebody looks: no viewer, no calls. */
export interface Watchable {
  /**
   * Keeps the host's snapshot up to date until every lease is released (and a little longer). The registry says what
   * changed.
   */
  acquire(): Lease;
  /** Looks for a moment, and settles when its standing is known: it was read, or turned out to be down. Bounded in time. */
  settled(): Promise<void>;
  /** Whether `list` has something to answer at once, if only what was last known. */
  known(): boolean;
}

export interface Lease {
  /** Which containers to sample at each tick; `undefined` none, `all`, or those ids at each tick and others less often. */
  stats(wanted: undefined | 'all' | ReadonlySet<string>): void;
  release(): void;
}

/** The hosts of one kind of source. */
export interface SourceProvider {
  all(): Iterable<ContainerSource>;
  /** `key` is a host key of the contract. */
  get(key: string): ContainerSource | undefined;
}
