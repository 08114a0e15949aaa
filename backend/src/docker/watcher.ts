import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Leases } from '../containers/leases.ts';
import type { ContainerChanges, HostRegistry } from '../containers/registry.ts';
import { Snapshot } from '../containers/snapshot.ts';
import type { Container, EngineInfo } from '../contract/index.ts';
import { hostUnreachable, type AppError } from '../errors.ts';
import type { Engine, Found } from './engine.ts';
import { EngineAnswerError, toAppError } from './errors.ts';
import { EVENT_FILTERS, readEvents, type EngineEvent } from './events.ts';
import { fromInspect, fromListed } from './inspect.ts';
import { Readings } from './readings.ts';
import { Sampler } from './sampler.ts';
import { Standing } from './standing.ts';
import { statusText } from './status.ts';

/** With the ping's own deadline a daemon that hangs is noticed in under five seconds. */
const PING_EVERY_MS = 2_000;
/** How long a host is kept live after the last viewer left. */
const LINGER_MS = 30_000;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;
/** A daemon that takes us in and hangs up at once must not be asked for everything four times a second. */
const STABLE_MS = 10_000;
/** When one container could not be read. */
const READ_AGAIN_MS = 1_000;

export interface Log {
  warn(details: object, message: string): void;
}

/**
 * Keeps one host's snapshot while somebody looks: reads everything once, then follows the daemon's events, and after
 * any gap reads everything again.
 */
export class Watcher {
  readonly snapshot = new Snapshot();
  readonly standing = new Standing();
  readonly leases: Leases;
  readonly sampler: Sampler;
  readonly #key: string;
  readonly #client: () => Promise<Engine>;
  readonly #registry: HostRegistry;
  readonly #log: Log;
  readonly #readings: Readings;
  #info: EngineInfo | null = null;
  #stopped = new AbortController();
  #retry: (() => void) | undefined;

  constructor(
    key: string,
    client: () => Promise<Engine>,
    registry: HostRegistry,
    log: Log,
    lingerMs = LINGER_MS,
  ) {
    this.#key = key;
    this.#client = client;
    this.#registry = registry;
    this.#log = log;
    this.sampler = new Sampler(key, registry);
    this.#readings = new Readings(
      (id) => this.#read(id),
      (changes) => this.#patch(changes),
    );
    const start = () => void this.#run();
    this.leases = new Leases(start, () => this.#idle(), lingerMs);
  }

  get info(): EngineInfo | null {
    return this.#info;
  }

  /** With what changes by itself: since when it is so, and its last numbers while it has any. */
  readonly asOfNow = (container: Container): Container => ({
    ...container,
    status: statusText(container, Date.now()),
    stats: isUp(container) ? this.sampler.latest(container.id) : null,
  });

  /** Tries a host that is offline at once, since somebody found that it answers again. */
  retry(): void {
    this.#retry?.();
  }

  /** For good. Whoever waits for its standing hears that there is none. */
  close(): void {
    this.leases.close();
    this.standing.close();
  }

  /** Reads one container anew, so that the snapshot holds what is true after this call began. */
  refresh(id: string): Promise<void> {
    return this.#readings.refresh(id);
  }

  async #read(id: string): Promise<ContainerChanges | null> {
    const client = await this.#client();
    const { signal } = this.#stopped;
    const container = await inspect(client, id, this.#key, signal);
    if (signal.aborted) return null;
    return container ? { changed: [container], gone: [] } : { changed: [], gone: [id] };
  }

  #patch(changes: ContainerChanges): void {
    const news = this.snapshot.apply(changes);
    if (!news) return;
    const { changed, gone } = news;
    this.#registry.containersPatched(this.#key, { changed: changed.map(this.asOfNow), gone });
  }

  async #run(): Promise<void> {
    this.#stopped = new AbortController();
    const { signal } = this.#stopped;
    this.standing.connecting();
    this.#registry.hostChanged(this.#key);
    for (let attempt = 0; !signal.aborted; attempt++) {
      const session = new AbortController();
      const end = () => {
        session.abort();
      };
      signal.addEventListener('abort', end);
      try {
        await this.#session(session.signal);
      } catch (error) {
        if (signal.aborted) return;
        if (this.standing.onlineForMs > STABLE_MS) attempt = 0;
        this.#lost(toAppError(error, this.#key));
      } finally {
        session.abort();
        signal.removeEventListener('abort', end);
        this.sampler.stop();
      }
      const early = new AbortController();
      this.#retry = () => {
        early.abort();
      };
      await pause(retryAfter(attempt), AbortSignal.any([signal, early.signal]));
    }
  }

  /** From the first call to the loss of the connection: never returns, only throws. */
  async #session(signal: AbortSignal): Promise<void> {
    const client = await this.#client();
    const info = client.info(signal);
    // Events before the list: what changes while it is read is told by them.
    const [, events] = await Promise.all([
      info,
      // What is no Docker fails everything: the version's error is the one that says so.
      client.events(EVENT_FILTERS, signal).catch(async (error: unknown) => {
        await info;
        throw error;
      }),
    ]);
    this.#info = await info;
    const early = new Set<string>();
    let synced = false;
    const onEvent = (event: EngineEvent) => {
      if (synced) this.#follow(event);
      else early.add(event.id);
    };
    const sync = async () => {
      await this.#sync(client, signal);
      synced = true;
      for (const id of early) this.#refreshSoon(id);
      this.sampler.start(
        client,
        () => this.snapshot.values().filter(isUp).map(idOf),
        () => this.leases.wanted(),
      );
    };
    await Promise.all([sync(), follow(events, onEvent), keepPinging(client, signal)]);
  }

  async #sync(client: Engine, signal: AbortSignal): Promise<void> {
    const found = await client.containers(signal);
    signal.throwIfAborted();
    const containers = found.map((one) => toContainer(one, this.#key));
    this.snapshot.replace(containers.filter((container) => container !== null));
    this.#readings.outdate();
    this.standing.online();
    this.#registry.containersChanged(this.#key);
  }

  #follow({ id, gone }: EngineEvent): void {
    if (!gone) {
      this.#refreshSoon(id);
      return;
    }
    this.#patch({ changed: [], gone: [id] });
    // An answer from before would bring it back.
    this.#readings.outdate(id);
  }

  #refreshSoon(id: string): void {
    const { signal } = this.#stopped;
    this.refresh(id).catch(async (error: unknown) => {
      // A lost connection is told by the ping, and everything is read after it.
      if (signal.aborted || this.standing.phase !== 'online') return;
      this.#log.warn({ err: error, host: this.#key, container: id }, 'a container was not read');
      // What the daemon will not tell stays as it was known; what it did not get to is asked again.
      if (error instanceof EngineAnswerError) return;
      await pause(READ_AGAIN_MS, signal);
      if (!signal.aborted) this.#refreshSoon(id);
    });
  }

  #lost(failure: AppError): void {
    const { phase, failure: before } = this.standing;
    if (phase === 'online')
      this.#log.warn({ host: this.#key, reason: failure.message }, 'host lost');
    this.standing.offline(failure);
    // Its containers are those that were last known: until now nobody could tell.
    if (phase === 'connecting') this.#registry.containersChanged(this.#key);
    else if (phase === 'online' || before?.message !== failure.message)
      this.#registry.hostChanged(this.#key);
  }

  #idle(): void {
    this.#stopped.abort(new Error('nobody looks'));
    this.sampler.stop();
    this.standing.idle();
    this.#registry.hostChanged(this.#key);
  }
}

/** Whether it has processes. */
export const isUp = ({ state }: Container) => state === 'running' || state === 'paused';
const idOf = ({ id }: Container) => id;

/** `null` when it is gone. */
async function inspect(
  client: Engine,
  id: string,
  host: string,
  signal: AbortSignal,
): Promise<Container | null> {
  try {
    return fromInspect(await client.inspect(id, signal), host);
  } catch (error) {
    if (error instanceof EngineAnswerError && error.status === 404) return null;
    throw error;
  }
}

const toContainer = ({ summary, details }: Found, host: string): Container | null =>
  details === null ? fromListed(summary, host) : fromInspect(details, host);

async function follow(events: Readable, onEvent: (event: EngineEvent) => void): Promise<never> {
  for await (const batch of readEvents(events)) for (const event of batch) onEvent(event);
  throw hostUnreachable('Docker ended the connection: it stopped, or is restarting.');
}

async function keepPinging(client: Engine, signal: AbortSignal): Promise<never> {
  for (;;) {
    await pause(PING_EVERY_MS, signal);
    signal.throwIfAborted();
    await client.ping(signal);
  }
}

const retryAfter = (attempt: number) =>
  Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt) * (0.75 + Math.random() / 2);

/** Returns early when `signal` fires. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
