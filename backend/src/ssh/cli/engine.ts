import type { Readable } from 'node:stream';
import type { LogStream } from '../../containers/source.ts';
import type {
  ContainerStats,
  ContainerVerb,
  EngineInfo,
  RemoveQuery,
  SshDockerCommand,
} from '../../contract/index.ts';
import type {
  Engine,
  ExecOptions,
  ExecStart,
  Found,
  LogParams,
  Reading,
} from '../../docker/engine.ts';
import { EngineAnswerError, toAppError } from '../../docker/errors.ts';
import { inTurns } from '../../docker/inTurns.ts';
import { parseJson, timeOf } from '../../docker/json.ts';
import { AppError, hostUnreachable } from '../../errors.ts';
import { RemoteError, type Output, type Remote, type RunOptions, type Running } from '../remote.ts';
import { answerError, isMissing } from './answers.ts';
import {
  actArguments,
  eventArguments,
  execArguments,
  infoArguments,
  inspectArguments,
  listArguments,
  logArguments,
  removeArguments,
  runArguments,
  statsArguments,
  versionArguments,
} from './arguments.ts';
import { eventLines, podmanFilters, podmanLines } from './events.ts';
import { engineInfo, isPodman } from './info.ts';
import { Inspections, readInspected, type Inspected } from './inspections.ts';
import { readList } from './list.ts';
import { pipesLog } from './logs.ts';
import { commandProblem } from './problems.ts';
import { readStats, type Measured } from './readings.ts';
import { openTerminal } from './terminal.ts';

const READ_MS = 15_000;
const PING_MS = 10_000;
/** As for the API: past this the daemon goes on without us. */
const ACT_MS = 120_000;
/** While events flow, a daemon that answered this lately is taken for one that answers. */
const TRUSTED_MS = 15_000;
const SMALL = 4 * 1024 * 1024;
const LIST_BYTES = 64 * 1024 * 1024;
/** Ids in one command line: a remote shell takes 128 KiB. */
const INSPECTED_AT_ONCE = 100;
const COMMANDS_AT_ONCE = 2;
/** Where the daemon's own clock is not known. More than a command takes to begin; what comes twice does no harm. */
const REPLAYED = '10s';

/**
 * Docker on a machine where only commands can be run: the docker command, a run of it for each call. Its answers are the
 * Engine's as far as the command prints them, and null beyond that.
 */
export class CliEngine implements Engine {
  /** A run of `docker stats` takes a second or two of the machine. */
  readonly sampleEvery = 5;
  readonly #remote: Remote;
  readonly #command: SshDockerCommand;
  readonly #closed = new AbortController();
  readonly #inspections = new Inspections(
    (ids) => this.#inspectMany(ids, undefined),
    INSPECTED_AT_ONCE,
  );
  /** Streams of events that are open. */
  #following = 0;
  #answeredAt = -Infinity;
  #daemonTime: string | null = null;
  #isPodman: boolean;

  constructor(remote: Remote, command: SshDockerCommand) {
    this.#remote = remote;
    this.#command = command;
    this.#isPodman = command === 'podman';
  }

  close(): void {
    this.#closed.abort(hostUnreachable('The host is not connected any more.'));
  }

  async info(signal?: AbortSignal): Promise<EngineInfo> {
    const asked = this.#answer(infoArguments(), { signal });
    asked.catch(() => undefined);
    const version = jsonOf(await this.#answer(versionArguments(), { signal }));
    const info = jsonOf(await asked);
    this.#isPodman = isPodman(version);
    this.#daemonTime = timeOf(info, 'SystemTime');
    return engineInfo(version, info);
  }

  /**
   * A command is a process on the other machine, and the watcher asks every two seconds. So while events flow and the
   * daemon has answered anything lately, that is the answer: the end of the events tells of a daemon that died, and the
   * connection's own probes of a machine that did. Only a daemon that hangs is noticed later, within half a minute.
   */
  async ping(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const isTrusted = performance.now() - this.#answeredAt < TRUSTED_MS;
    if (this.#following > 0 && isTrusted) return;
    await this.#answer(versionArguments(), { signal, deadlineMs: PING_MS });
  }

  async containers(signal?: AbortSignal): Promise<Found[]> {
    const { stdout } = await this.#answer(listArguments(), { signal, maxBytes: LIST_BYTES });
    const summaries = readList(stdout.toString('utf8'));
    const groups = [];
    for (let at = 0; at < summaries.length; at += INSPECTED_AT_ONCE)
      groups.push(summaries.slice(at, at + INSPECTED_AT_ONCE));
    const found = await inTurns(groups, COMMANDS_AT_ONCE, async (group) => {
      const ids = group.map(({ Id }) => Id);
      const { found: details, gone } = await this.#inspectMany(ids, signal);
      return group
        .filter(({ Id }) => !gone.has(Id))
        .map((summary) => ({ summary, details: details.get(summary.Id) ?? null }));
    });
    return found.flat();
  }

  async inspect(id: string, signal?: AbortSignal): Promise<unknown> {
    return this.#inspections.inspect(id, signal);
  }

  async act(id: string, verb: ContainerVerb): Promise<void> {
    await this.#answer(actArguments(id, verb), { deadlineMs: ACT_MS });
  }

  async remove(id: string, options: RemoveQuery): Promise<void> {
    const output = await this.#answer(removeArguments(id, options), { deadlineMs: ACT_MS });
    // By force it is no failure that there was nothing to remove.
    if (isMissing(output.stderr)) throw answerError(output);
  }

  async sample(id: string): Promise<ContainerStats> {
    const [measured] = await this.#stats([id]);
    if (!measured) throw new EngineAnswerError(409, `Container ${id} is not running`);
    return measured.stats;
  }

  async readings(
    ids: readonly string[],
    onReading: (id: string, reading: Reading) => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (ids.length === 0) return;
    const wanted = new Set(ids);
    for (const { id, stats } of await this.#statsOfThose(ids, signal))
      if (wanted.has(id)) onReading(id, { stats, cpu: null });
  }

  async logs(id: string, name: string, params: LogParams, signal: AbortSignal): Promise<LogStream> {
    const running = await this.#start(logArguments(id, params), { signal, silent: true });
    return pipesLog(running, {
      params,
      onError: (error) => toAppError(error, name),
      onEnd: (code, words) => toAppError(this.#failure({ code, stderr: words }), name),
    });
  }

  /**
   * The command says nothing when it has subscribed, which may be after the list was read. So it is told to begin with
   * the past: by the daemon's own clock when `info` was answered, or some seconds before the command began.
   */
  async events(filters: Record<string, string[]>, signal: AbortSignal): Promise<Readable> {
    const wanted = this.#isPodman ? podmanFilters(filters) : filters;
    const since = this.#daemonTime ?? REPLAYED;
    const running = await this.#start(eventArguments(wanted, since), { signal, silent: true });
    this.#following++;
    void running.exited.then(() => this.#following--);
    const lines = eventLines(running, (code, words) =>
      toAppError(this.#failure({ code, stderr: words }), 'there'),
    );
    return this.#isPodman ? podmanLines(lines) : lines;
  }

  async exec(id: string, command: string[], options: ExecOptions): Promise<ExecStart> {
    const { cols, rows } = options;
    const argv = execArguments(id, command, options);
    const running = await this.#start(argv, { terminal: { cols, rows } });
    return openTerminal(running, (code, words) => this.#failure({ code, stderr: words }));
  }

  async run(id: string, command: string[], user: string | undefined): Promise<number | null> {
    const output = await this.#run(runArguments(id, command, user), {});
    // Anything else may be what the command itself has said.
    if (output.code !== 0 && /^Error response from daemon: /m.test(output.stderr))
      throw answerError(output);
    return output.code;
  }

  async #inspectMany(ids: string[], signal: AbortSignal | undefined): Promise<Inspected> {
    const limits = { signal, maxBytes: LIST_BYTES };
    const output = await this.#run(inspectArguments(ids), limits);
    this.#check(output);
    return readInspected(output);
  }

  /** Docker measures none when one of them is gone: then all are, and those that are wanted are taken. */
  async #statsOfThose(ids: readonly string[], signal: AbortSignal): Promise<Measured[]> {
    if (ids.length > INSPECTED_AT_ONCE) return this.#stats([], signal);
    try {
      return await this.#stats(ids, signal);
    } catch (error) {
      if (!(error instanceof EngineAnswerError && error.status === 404)) throw error;
      return this.#stats([], signal);
    }
  }

  async #stats(ids: readonly string[], signal?: AbortSignal): Promise<Measured[]> {
    const { stdout } = await this.#answer(statsArguments(ids), { signal });
    return readStats(stdout.toString('utf8'));
  }

  /** One run that must end well. @throws EngineAnswerError, AppError */
  async #answer(args: readonly string[], options: RunOptions): Promise<Output> {
    const output = await this.#run(args, options);
    this.#check(output);
    if (output.code !== 0) throw answerError(output);
    return output;
  }

  async #run(args: readonly string[], options: RunOptions): Promise<Output> {
    const signal = this.#signal(options.signal);
    const limits = { deadlineMs: READ_MS, maxBytes: SMALL, ...options, signal };
    const output = await this.#remote.run(this.#argv(args), limits).catch((error: unknown) => {
      throw atBorder(error);
    });
    if (output.code === null)
      throw hostUnreachable(
        'The docker command had no end: the connection broke, or it was killed on that machine.',
      );
    return output;
  }

  async #start(
    args: readonly string[],
    { signal, ...options }: Parameters<Remote['start']>[1],
  ): Promise<Running> {
    const ours = { ...options, signal: this.#signal(signal) };
    return this.#remote.start(this.#argv(args), ours).catch((error: unknown) => {
      throw atBorder(error);
    });
  }

  #argv(args: readonly string[]): string[] {
    return [...this.#command.split(' '), ...args];
  }

  #signal(signal: AbortSignal | undefined): AbortSignal {
    const closed = this.#closed.signal;
    return signal ? AbortSignal.any([closed, signal]) : closed;
  }

  /** Notes that it answered. @throws what is wrong with the docker command itself */
  #check(output: Output): void {
    const problem = commandProblem(output, this.#command);
    if (problem) throw hostUnreachable(problem.message, problem);
    if (output.code === 0) this.#answeredAt = performance.now();
  }

  #failure(output: { code: number; stderr: string }): Error {
    const problem = commandProblem(output, this.#command);
    return problem ? hostUnreachable(problem.message, problem) : answerError(output);
  }
}

/** Errors of this room in words that others know. */
function atBorder(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof RemoteError)) return error;
  if (error.problem === 'too_much') return new EngineAnswerError(0, error.message);
  return hostUnreachable(error.message, error);
}

const jsonOf = ({ stdout }: Output): unknown => parseJson(stdout.toString('utf8'));
