import { findByRef } from '../containers/refs.ts';
import type { HostRegistry } from '../containers/registry.ts';
import type {
  ContainerSource,
  Control,
  LogReader,
  ShellOpener,
  ShellSession,
  StatsReader,
  Watchable,
} from '../containers/source.ts';
import type { Capability, Container, Host, HostSource } from '../contract/index.ts';
import { AppError, conflict, hostTimeout, hostUnreachable } from '../errors.ts';
import type { Engine } from './engine.ts';
import { toAppError } from './errors.ts';
import { lastLines } from './lastLines.ts';
import { toLogParams } from './logQuery.ts';
import { openShell } from './shell.ts';
import { isUp, Watcher, type Log } from './watcher.ts';

const CAPABILITIES: Capability[] = ['manage', 'logs', 'exec', 'stats', 'live'];

export interface EngineSourceOptions {
  source: HostSource;
  id: string;
  name: string;
  /** Docker on that host; asked for again with each try to connect. */
  client: () => Promise<Engine>;
  /** How the host stands where that is known without asking it, such as one whose host key is not confirmed. */
  standing?: () => Pick<Host, 'status' | 'statusDetail'> | null;
  registry: HostRegistry;
  log: Log;
  /** How long the host stays live after the last viewer left; half a minute unless told. */
  lingerMs?: number;
}

/** A host whose Engine API can be reached, whatever the way: everything that ArchNest can do. */
export class EngineSource implements ContainerSource {
  readonly key: string;
  name: string;
  readonly #options: EngineSourceOptions;
  readonly #watcher: Watcher;
  /** Also those that are still to open: what they start in a container must end with the host. */
  readonly #shells = new Set<Promise<ShellSession>>();

  /** @param key the host's key, `docker:1` */
  constructor(key: string, options: EngineSourceOptions) {
    this.key = key;
    this.name = options.name;
    this.#options = options;
    const { client, registry, log, lingerMs } = options;
    this.#watcher = new Watcher(key, client, registry, log, lingerMs);
  }

  /** Connects at once where it would have waited for the next try. */
  retry(): void {
    this.#watcher.retry();
  }

  /** Ends everything that is open; settles when the shells have ended in their containers. Never rejects. */
  async close(): Promise<void> {
    this.#watcher.close();
    await Promise.allSettled(Array.from(this.#shells, async (shell) => (await shell).close()));
  }

  describe(): Host {
    const { source, id, standing: toldWithout } = this.#options;
    const { standing, info, snapshot } = this.#watcher;
    const { phase, failure, seenAt } = standing;
    const known = seenAt !== null;
    return {
      key: this.key,
      source,
      id,
      name: this.name,
      status: phase === 'online' || phase === 'offline' ? phase : 'unknown',
      statusDetail: phase === 'offline' ? (failure?.message ?? null) : PHASES[phase],
      ...(phase === 'online' ? null : toldWithout?.()),
      capabilities: CAPABILITIES,
      containerCount: known ? snapshot.size : null,
      runningCount: known ? snapshot.running : null,
      lastSeenAt: known ? new Date(seenAt).toISOString() : null,
      engine: info,
    };
  }

  async list(): Promise<Container[]> {
    await this.watch.settled();
    const { standing, snapshot } = this.#watcher;
    if (standing.seenAt === null) throw this.#absence();
    return snapshot.values().map(this.#watcher.asOfNow);
  }

  async find(ref: string): Promise<Container> {
    await this.watch.settled();
    this.assertOnline();
    return this.#watcher.asOfNow(findByRef(this.#watcher.snapshot.values(), ref));
  }

  readonly watch: Watchable = {
    acquire: () => this.#watcher.leases.acquire(),
    settled: async () => {
      // Held meanwhile: a host with much on it takes longer to read than a touch lasts.
      const lease = this.#watcher.leases.acquire();
      await this.#watcher.standing.settled();
      lease.release();
    },
    known: () => {
      const { seenAt, isKnown } = this.#watcher.standing;
      return seenAt !== null && isKnown;
    },
  };

  readonly control: Control = {
    act: (ref, verb) =>
      this.#change(ref, async (client, { id, name, state }) => {
        // Docker answers this one with 500, as if the fault were its own.
        if (verb === 'unpause' && state !== 'paused') throw conflict(`${name} is not paused.`);
        await client.act(id, verb);
      }),
    remove: (ref, options) => this.#change(ref, (client, { id }) => client.remove(id, options)),
  };

  readonly stats: StatsReader = {
    sample: (ref) =>
      this.#call(ref, async (client, container) => {
        if (!isUp(container)) throw conflict(`${container.name} is not running.`);
        return client.sample(container.id);
      }),
  };

  readonly logs: LogReader = {
    read: async (ref, { tail, ...query }, signal) => {
      // Docker counts `tail` from the end of the log, also with `until`: so it is counted here.
      if (tail === undefined || query.until === undefined)
        return this.#logs(ref, toLogParams({ tail, ...query }, false), signal);
      return lastLines(await this.#logs(ref, toLogParams(query, false), signal), tail);
    },
    follow: (ref, query, signal) => this.#logs(ref, toLogParams(query, true), signal),
  };

  readonly shell: ShellOpener = {
    open: (ref, options) => {
      const shell = this.#call(ref, async (client, { id, name, state }) => {
        if (state !== 'running') throw conflict(`${name} is not running: start it first.`);
        return openShell(client, id, options);
      });
      this.#shells.add(shell);
      const forget = () => this.#shells.delete(shell);
      shell.then(({ exited }) => exited).then(forget, forget);
      return shell;
    },
  };

  assertOnline(): void {
    if (this.#watcher.standing.phase !== 'online') throw this.#absence();
  }

  /** Why it cannot be spoken to. */
  #absence(): AppError {
    const { phase, failure } = this.#watcher.standing;
    if (phase === 'connecting')
      return hostTimeout('The host is still being read: ask again in a moment.');
    return failure ?? hostUnreachable('The host is not connected.');
  }

  /** One call about one container, its errors in the contract's words. */
  async #call<T>(
    ref: string,
    call: (client: Engine, container: Container) => Promise<T>,
  ): Promise<T> {
    const container = await this.find(ref);
    try {
      return await call(await this.#options.client(), container);
    } catch (error) {
      throw named(toAppError(error, container.name), container);
    }
  }

  /** The change is in the snapshot before its answer leaves, also after one that failed half way. */
  async #change(
    ref: string,
    call: (client: Engine, container: Container) => Promise<void>,
  ): Promise<void> {
    const lease = this.watch.acquire();
    try {
      await this.#call(ref, async (client, container) => {
        try {
          await call(client, container);
        } finally {
          await this.#watcher.refresh(container.id).catch(() => undefined);
        }
      });
    } finally {
      lease.release();
    }
  }

  #logs(ref: string, params: ReturnType<typeof toLogParams>, signal: AbortSignal) {
    return this.#call(ref, (client, { id, name }) => client.logs(id, name, params, signal));
  }
}

const PHASES = {
  idle: 'Not looked at just now: it is asked again as soon as somebody looks.',
  connecting: 'Connecting.',
  online: null,
};

/** The daemon's messages name 64 digits; people know the name. */
function named(error: AppError, { id, name }: Container): AppError {
  const message = error.message.replaceAll(id, name).replaceAll(`/${name}`, name);
  return message === error.message
    ? error
    : new AppError(error.code, message, error.details, error.cause);
}
