import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { LogStream } from '../containers/source.ts';
import type { ContainerStats, ContainerVerb, EngineInfo, RemoveQuery } from '../contract/index.ts';
import type {
  Engine,
  ExecOptions,
  ExecStart,
  ExecState,
  Found,
  LogParams,
  Reading,
} from './engine.ts';
import { EngineAnswerError, EngineMismatchError, TLS_NEEDED, toAppError } from './errors.ts';
import { inTurns } from './inTurns.ts';
import { isRecord, numberOf, objectOf, textOf } from './json.ts';
import { logStream } from './logStream.ts';
import { talk, type CallLimits } from './modem.ts';
import { assertRecent } from './oldestApi.ts';
import { cpuReading, toStats } from './stats.ts';
import type { Transport } from './transport.ts';

const READ_MS = 10_000;
const PING_MS = 2_500;
/** What a container may take to stop is its owner's choice; past this the daemon goes on without us. */
const ACT_MS = 120_000;
const SMALL = 1024 * 1024;
/** 10,000 containers with their labels. */
const LIST_BYTES = 64 * 1024 * 1024;

/** Of a container that was listed and is not there any more. */
const GONE = Symbol('gone');

/** A container of the list: its id, and what the list says of it. */
interface Listed {
  id: string;
  summary: unknown;
}

/**
 * The Engine's API within limits: a deadline and a size for every call, no redirects. Ids must be ids that the daemon
 * gave, since dockerode puts them into the path as they are.
 */
export class EngineClient implements Engine {
  readonly sampleEvery = 1;
  readonly #transport: Transport;
  readonly #dockerode: typeof Docker;

  private constructor(transport: Transport, dockerode: typeof Docker) {
    this.#transport = transport;
    this.#dockerode = dockerode;
  }

  /** Loads dockerode with the first client: it brings 30 MB that a server with agents alone need not hold. */
  static async open(transport: Transport): Promise<EngineClient> {
    const { default: dockerode } = await import('dockerode');
    return new EngineClient(transport, dockerode);
  }

  close(): void {
    this.#transport.close();
  }

  /** @throws EngineMismatchError when it is not Docker or too old */
  async version(signal?: AbortSignal): Promise<{ version: string; apiVersion: string }> {
    const answer = await mismatched(this.#call({ deadlineMs: 4_000, signal }).version());
    const version = textOf(answer, 'Version');
    const apiVersion = textOf(answer, 'ApiVersion');
    if (!version || !apiVersion)
      throw new EngineMismatchError(
        'not_docker',
        'What answers there is not the Docker Engine API.',
      );
    assertRecent(version, apiVersion);
    return { version, apiVersion };
  }

  async info(signal?: AbortSignal): Promise<EngineInfo> {
    const asked = this.#call({ deadlineMs: 4_000, signal }).info() as Promise<unknown>;
    asked.catch(() => undefined);
    // What is no Docker fails both: the version's error is the one that says so.
    const { version, apiVersion } = await this.version(signal);
    const info = await asked;
    const memoryBytes = numberOf(info, 'MemTotal');
    return {
      version,
      apiVersion,
      os: textOf(info, 'OperatingSystem'),
      cpus: numberOf(info, 'NCPU'),
      memoryBytes,
    };
  }

  async ping(signal?: AbortSignal): Promise<void> {
    await this.#call({ lane: 'ping', deadlineMs: PING_MS, signal }).ping();
  }

  /** All containers. */
  async list(signal?: AbortSignal): Promise<Listed[]> {
    const docker = this.#call({ maxBytes: LIST_BYTES, signal });
    const answer: unknown = await docker.listContainers({ all: true });
    if (!Array.isArray(answer))
      throw new EngineMismatchError(
        'not_docker',
        'What answers there is not the Docker Engine API.',
      );
    return answer.flatMap((summary) => {
      const id = textOf(summary, 'Id');
      return id !== null && /^[0-9a-f]{64}$/.test(id) ? [{ id, summary }] : [];
    });
  }

  async containers(signal?: AbortSignal): Promise<Found[]> {
    const listed = await this.list(signal);
    const found = await inTurns(listed, this.#transport.atOnce.shared, async (one) => ({
      summary: one.summary,
      details: await this.#details(one.id, signal),
    }));
    return found.filter(({ details }) => details !== GONE);
  }

  /** One container that the daemon cannot tell of must not take the others away: the list knows a little. */
  async #details(id: string, signal: AbortSignal | undefined): Promise<unknown> {
    try {
      return await this.inspect(id, signal);
    } catch (error) {
      if (!(error instanceof EngineAnswerError)) throw error;
      return error.status === 404 ? GONE : null;
    }
  }

  async inspect(id: string, signal?: AbortSignal): Promise<unknown> {
    return this.#call({ signal }).getContainer(id).inspect();
  }

  /** A container that is in the wanted state already is a success. */
  async act(id: string, verb: ContainerVerb): Promise<void> {
    const container = this.#call({ lane: 'own', deadlineMs: ACT_MS }).getContainer(id);
    const call = container[verb].bind(container) as (options: object) => Promise<unknown>;
    await doneAlready(call({}));
  }

  async remove(id: string, { force, volumes }: RemoveQuery): Promise<void> {
    const container = this.#call({ lane: 'own', deadlineMs: ACT_MS }).getContainer(id);
    await container.remove({ force, v: volumes });
  }

  /** With two readings, taken by the daemon itself. */
  async sample(id: string): Promise<ContainerStats> {
    return toStats(await this.#stats(id, false));
  }

  async readings(
    ids: readonly string[],
    onReading: (id: string, reading: Reading) => void,
    signal: AbortSignal,
  ): Promise<void> {
    await inTurns(ids, this.#transport.atOnce.stats, async (id) => {
      // One that ended just now leaves the others alone.
      const answer = await this.#stats(id, true, signal).catch(() => null);
      const cpu = cpuReading(answer);
      if (cpu) onReading(id, { stats: toStats(answer, null), cpu });
    });
  }

  /** @param once at once and without the reading before, or after a second or two with both */
  async #stats(id: string, once: boolean, signal?: AbortSignal): Promise<unknown> {
    const container = this.#call({ lane: once ? 'stats' : 'own', signal }).getContainer(id);
    return container.stats({ stream: false, 'one-shot': once });
  }

  async logs(id: string, name: string, params: LogParams, signal: AbortSignal): Promise<LogStream> {
    const config = objectOf(await this.inspect(id, signal), 'Config');
    // dockerode would collect a log that it is not to follow, however long: so the call is made here.
    const query = { ...params, timestamps: true };
    const body = await this.#stream(`/containers/${id}/logs?`, query, signal);
    return logStream(body, {
      tty: config['Tty'] === true,
      onError: (error) => toAppError(error, name),
    });
  }

  async events(filters: Record<string, string[]>, signal: AbortSignal): Promise<Readable> {
    const docker = this.#call({ lane: 'own', deadlineMs: 4_000, signal });
    return (await docker.getEvents({ filters: JSON.stringify(filters) })) as Readable;
  }

  async exec(id: string, command: string[], options: ExecOptions): Promise<ExecStart> {
    const { user, cols, rows, env } = options;
    const size: [number, number] = [rows, cols];
    const exec = await this.#call({})
      .getContainer(id)
      .exec({
        Cmd: command,
        Tty: true,
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
        ConsoleSize: size,
        ...(user === undefined ? {} : { User: user }),
        ...(env === undefined ? {} : { Env: env }),
      });
    const stream = await this.#call({ lane: 'own' })
      .getExec(exec.id)
      .start({
        hijack: true,
        stdin: true,
        Tty: true,
        ConsoleSize: size,
      } as Docker.ExecStartOptions);
    return {
      stream,
      resize: (columns, lines) => this.#resize(exec.id, columns, lines),
      state: () => this.#execState(exec.id),
    };
  }

  async run(id: string, command: string[], user: string | undefined): Promise<number | null> {
    const exec = await this.#call({})
      .getContainer(id)
      .exec({
        Cmd: command,
        AttachStdout: true,
        AttachStderr: true,
        ...(user === undefined ? {} : { User: user }),
      });
    const stream = await this.#call({ lane: 'own', deadlineMs: READ_MS })
      .getExec(exec.id)
      .start({ hijack: true, stdin: false });
    const tooLong = setTimeout(() => stream.destroy(), READ_MS);
    stream.resume();
    await new Promise((resolve) => stream.once('close', resolve).once('end', resolve));
    clearTimeout(tooLong);
    stream.destroy();
    return (await this.#execState(exec.id)).exitCode;
  }

  async #resize(execId: string, cols: number, rows: number): Promise<void> {
    await this.#call({}).getExec(execId).resize({ w: cols, h: rows });
  }

  async #execState(execId: string): Promise<ExecState> {
    const state: unknown = await this.#call({}).getExec(execId).inspect();
    return {
      running: isRecord(state) && state['Running'] === true,
      exitCode: numberOf(state, 'ExitCode'),
    };
  }

  #call(limits: Partial<CallLimits>): Docker {
    // The path of a socket keeps docker-modem from resolving addresses; where calls go is the transport's matter.
    const docker = new this.#dockerode({
      host: undefined,
      socketPath: '/',
      protocol: 'http',
    } as never);
    const modem = docker.modem as unknown as { buildRequest: unknown };
    modem.buildRequest = talk(this.#transport, {
      lane: 'shared',
      deadlineMs: READ_MS,
      maxBytes: SMALL * 4,
      ...limits,
    });
    return docker;
  }

  /** A call whose answer dockerode would collect although it may have no end. */
  async #stream(path: string, query: object, signal: AbortSignal): Promise<Readable> {
    const docker = this.#call({ lane: 'own', signal });
    const modem = docker.modem as unknown as {
      dial(options: object, callback: (error: Error | null, body: Readable) => void): void;
    };
    return new Promise((resolve, reject) => {
      modem.dial(
        { path, method: 'GET', isStream: true, statusCodes: { 200: true }, options: query },
        (error, body) => {
          if (error) reject(error);
          else resolve(body);
        },
      );
    });
  }
}

/** Something that answers `/version` with 404 or HTML is not Docker; a 500 of the daemon stays what it is. */
async function mismatched(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EngineAnswerError && error.status < 500) {
      if (/client sent an HTTP request to an HTTPS server/i.test(error.message))
        throw new EngineMismatchError('tls_needed', TLS_NEEDED);
      throw new EngineMismatchError(
        'not_docker',
        'What answers there is not the Docker Engine API.',
      );
    }
    throw error;
  }
}

/** The Engine answers 304 for a start of what runs, and a stop of what does not. */
async function doneAlready(action: Promise<unknown>): Promise<void> {
  try {
    await action;
  } catch (error) {
    if (!(error instanceof EngineAnswerError && error.status === 304)) throw error;
  }
}
