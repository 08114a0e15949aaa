import type { Duplex, Readable } from 'node:stream';
import type { LogStream } from '../containers/source.ts';
import type { ContainerStats, ContainerVerb, EngineInfo, RemoveQuery } from '../contract/index.ts';
import type { CpuReading } from './stats.ts';

/**
 * Docker on one machine, whatever carries its words there: the Engine's API (`client.ts`), or the docker command. What it
 * answers is the Engine's own JSON, as `unknown`: `inspect.ts` and `stats.ts` read it. Ids must be ids that Docker gave.
 * Every call ends within a deadline and rejects with what `toAppError` knows.
 */
export interface Engine {
  /** How many of the sampler's ticks (two seconds each) lie between two samples. */
  readonly sampleEvery: number;

  /** @throws EngineMismatchError when it is not Docker or too old */
  info(signal?: AbortSignal): Promise<EngineInfo>;
  /** Whether it still answers. */
  ping(signal?: AbortSignal): Promise<void>;
  /** All containers, and what inspect says of each. One that is gone meanwhile is left out. */
  containers(signal?: AbortSignal): Promise<Found[]>;
  /** @throws EngineAnswerError 404 */
  inspect(id: string, signal?: AbortSignal): Promise<unknown>;
  /** A container that is in the wanted state already is a success. */
  act(id: string, verb: ContainerVerb): Promise<void>;
  remove(id: string, options: RemoveQuery): Promise<void>;
  /** One sample, with CPU %; takes a second or two. */
  sample(id: string): Promise<ContainerStats>;
  /** A reading of each that runs, as they come. One that cannot be read is left out. */
  readings(
    ids: readonly string[],
    onReading: (id: string, reading: Reading) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** @param name of the container, for the sentence of an error */
  logs(id: string, name: string, params: LogParams, signal: AbortSignal): Promise<LogStream>;
  /** Docker's events, a JSON line each, until `signal` fires or the connection ends. */
  events(filters: Record<string, string[]>, signal: AbortSignal): Promise<Readable>;
  /** Runs a command with a terminal. @throws EngineAnswerError */
  exec(id: string, command: string[], options: ExecOptions): Promise<ExecStart>;
  /** Runs a command to its end, without a terminal; what it prints is dropped. @returns its exit code */
  run(id: string, command: string[], user: string | undefined): Promise<number | null>;
  /** Ends every connection, also those in use. */
  close(): void;
}

/** A container of the list. `details` is what inspect says; `null` where it could not be told. */
export interface Found {
  summary: unknown;
  details: unknown;
}

/** One look at a container's counters. `cpu`: what CPU % is a difference of; `null` when `stats` has it already. */
export interface Reading {
  stats: ContainerStats;
  cpu: CpuReading | null;
}

export interface ExecOptions {
  user?: string | undefined;
  cols: number;
  rows: number;
  /** Variables for it, `NAME=value` each. */
  env?: string[];
}

export interface ExecStart {
  /** What the terminal prints, and where keystrokes go. */
  stream: Duplex;
  resize(cols: number, rows: number): Promise<void>;
  state(): Promise<ExecState>;
}

export interface ExecState {
  running: boolean;
  exitCode: number | null;
}

/** Which lines of a log, in the Engine's own words. */
export interface LogParams {
  follow: boolean;
  stdout: boolean;
  stderr: boolean;
  tail?: number;
  since?: string;
  until?: string;
}
