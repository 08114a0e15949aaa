import type { Duplex, Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { ContainerVerb, EngineInfo, RemoveQuery } from '../contract/index.ts';
import { EngineAnswerError, EngineMismatchError, TLS_NEEDED } from './errors.ts';
import { isRecord, numberOf, textOf } from './json.ts';
import { talk, type CallLimits } from './modem.ts';
import type { Transport } from './transport.ts';

/** Docker 20.10 (2020): the first with one-shot stats. */
const OLDEST_API = [1, 41] as const;

const READ_MS = 10_000;
const PING_MS = 2_500;
/** What a container may take to stop is its owner's choice; past this the daemon goes on without us. */
const ACT_MS = 120_000;
const SMALL = 1024 * 1024;
/** 10,000 containers with their labels. */
const LIST_BYTES = 64 * 1024 * 1024;

export interface ExecStart {
  id: string;
  /** What the terminal prints, and where keystrokes go. */
  stream: Duplex;
}

export interface ExecState {
  running: boolean;
  exitCode: number | null;
}

/** A container of the list: its id, and what the list says of it. */
export interface Listed {
  id: string;
  summary: unknown;
}

/** Which containers' logs to read, in the Engine's own words. */
export interface LogParams {
  follow: boolean;
  stdout: boolean;
  stderr: boolean;
  tail?: number;
  since?: string;
  until?: string;
}

/**
 * The Engine's API within limits: a deadline and a size for every call, no redirects. Answers are `unknown`: what a
 * daemon says is read by whoever asked (`inspect.ts`, `stats.ts`). Ids must be ids that the daemon gave or refs that
 * passed the contract, since dockerode puts them into the path as they are.
 */
export class EngineClient {
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
    if (isOlder(apiVersion))
      throw new EngineMismatchError(
        'api_version',
        `Docker ${version} there speaks API ${apiVersion}; ArchNest needs ${OLDEST_API.join('.')} or newer (Docker 20.10): update Docker.`,
      );
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

  /** @param once at once and without the reading before, or after a second or two with both */
  async stats(id: string, once: boolean, signal?: AbortSignal): Promise<unknown> {
    const container = this.#call({ lane: once ? 'stats' : 'own', signal }).getContainer(id);
    return container.stats({ stream: false, 'one-shot': once });
  }

  /** The body of a log, as `logStream.ts` takes it apart. */
  async logs(id: string, params: LogParams, signal: AbortSignal): Promise<Readable> {
    // dockerode would collect a log that it is not to follow, however long: so the call is made here.
    return this.#stream(`/containers/${id}/logs?`, { ...params, timestamps: true }, signal);
  }

  /** The daemon's events, a JSON line each. */
  async events(filters: Record<string, string[]>, signal: AbortSignal): Promise<Readable> {
    const docker = this.#call({ lane: 'own', deadlineMs: 4_000, signal });
    return (await docker.getEvents({ filters: JSON.stringify(filters) })) as Readable;
  }

  /** Runs a command with a terminal and gives its two-way stream. */
  async exec(
    id: string,
    command: string[],
    options: { user?: string | undefined; cols: number; rows: number; env?: string[] },
    signal?: AbortSignal,
  ): Promise<ExecStart> {
    const { user, cols, rows, env } = options;
    const size: [number, number] = [rows, cols];
    const exec = await this.#call({ signal })
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
    const stream = await this.#call({ lane: 'own', signal })
      .getExec(exec.id)
      .start({
        hijack: true,
        stdin: true,
        Tty: true,
        ConsoleSize: size,
      } as Docker.ExecStartOptions);
    return { id: exec.id, stream };
  }

  /** Runs a command to its end, without a terminal; what it prints is dropped. @returns its exit code */
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
    return (await this.execState(exec.id)).exitCode;
  }

  async resize(execId: string, cols: number, rows: number): Promise<void> {
    await this.#call({}).getExec(execId).resize({ w: cols, h: rows });
  }

  async execState(execId: string): Promise<ExecState> {
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

function isOlder(apiVersion: string): boolean {
  const [major = 0, minor = 0] = apiVersion.split('.').map(Number);
  return major < OLDEST_API[0] || (major === OLDEST_API[0] && minor < OLDEST_API[1]);
}
