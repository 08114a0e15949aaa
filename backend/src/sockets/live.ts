import type { FastifyBaseLogger } from 'fastify';
import type { WebSocket } from 'ws';
import { liveWatch, type Container, type LiveFrame } from '../contract/index.ts';
import type { HostRegistry } from '../containers/registry.ts';

/** Above this a reader is slow: its changes wait and are folded, since only the newest state matters. */
const HIGH_WATER_BYTES = 1024 * 1024;
const RETRY_MS = 100;

/** Sends one page what it watches: the hosts' rows, then their containers, then whatever changes. */
export class LiveFeed {
  readonly #socket: WebSocket;
  readonly #registry: HostRegistry;
  readonly #log: FastifyBaseLogger;
  #watched: 'all' | Set<string> | undefined;
  #sendHosts = false;
  readonly #dirtyHosts = new Set<string>();
  readonly #dirtyContainers = new Set<string>();
  #flushing = false;
  #closed = false;

  constructor(socket: WebSocket, registry: HostRegistry, log: FastifyBaseLogger) {
    this.#socket = socket;
    this.#registry = registry;
    this.#log = log;
    registry.on('host', this.#onHost);
    registry.on('containers', this.#onContainers);
    registry.on('removed', this.#onRemoved);
    socket.on('message', (data, isBinary) => {
      this.#receive(isBinary ? undefined : messageText(data));
    });
    socket.on('close', () => {
      this.dispose();
    });
  }

  dispose(): void {
    this.#closed = true;
    this.#registry.off('host', this.#onHost);
    this.#registry.off('containers', this.#onContainers);
    this.#registry.off('removed', this.#onRemoved);
  }

  #receive(message: string | undefined): void {
    const watch = liveWatch.safeParse(parseJson(message));
    if (!watch.success) {
      this.#socket.close(1008, 'expected a watch message');
      return;
    }
    this.#watched = watch.data.hosts === 'all' ? 'all' : new Set(watch.data.hosts);
    this.#sendHosts = true;
    for (const source of this.#registry.all()) {
      const { key } = source.describe();
      if (this.#watches(key)) this.#dirtyContainers.add(key);
    }
    this.#flush();
  }

  readonly #onHost = (key: string): void => {
    if (!this.#watches(key)) return;
    this.#dirtyHosts.add(key);
    this.#flush();
  };

  readonly #onContainers = (key: string): void => {
    if (!this.#watches(key)) return;
    this.#dirtyContainers.add(key);
    this.#flush();
  };

  readonly #onRemoved = (key: string): void => {
    if (!this.#watches(key)) return;
    this.#sendHosts = true;
    this.#flush();
  };

  #watches(key: string): boolean {
    return this.#watched === 'all' || (this.#watched?.has(key) ?? false);
  }

  #flush(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    this.#drain()
      .catch((error: unknown) => {
        this.#log.error({ err: error }, 'live feed failed');
        this.#socket.close(1011);
      })
      .finally(() => {
        this.#flushing = false;
      });
  }

  /** One frame at a time, rows before containers, until nothing is left to say. */
  async #drain(): Promise<void> {
    // Changes of one tick (a commit of many reports) go out together.
    await new Promise(setImmediate);
    while (!this.#closed) {
      if (this.#socket.bufferedAmount > HIGH_WATER_BYTES) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      const frame = await this.#nextFrame();
      if (!frame) return;
      if (frame !== 'skip') this.#socket.send(JSON.stringify(frame));
    }
  }

  async #nextFrame(): Promise<LiveFrame | 'skip' | undefined> {
    if (this.#sendHosts) {
      this.#sendHosts = false;
      this.#dirtyHosts.clear();
      return {
        type: 'hosts',
        hosts: this.#registry.hosts().filter((host) => this.#watches(host.key)),
      };
    }
    const hostKey = takeFirst(this.#dirtyHosts);
    if (hostKey !== undefined) {
      const source = this.#registry.get(hostKey);
      return source ? { type: 'host', host: source.describe() } : 'skip';
    }
    const key = takeFirst(this.#dirtyContainers);
    if (key === undefined) return undefined;
    const source = this.#registry.get(key);
    if (!source) return 'skip';
    return { type: 'snapshot', host: key, containers: (await source.list()).map(toRow) };
  }
}

/** What a table shows; the rest is most of a container's bytes. */
const toRow = (container: Container): Container => ({
  ...container,
  env: null,
  mounts: null,
  entrypoint: null,
});

function takeFirst(keys: Set<string>): string | undefined {
  const [first] = keys;
  if (first !== undefined) keys.delete(first);
  return first;
}

function parseJson(message: string | undefined): unknown {
  try {
    return message === undefined ? undefined : (JSON.parse(message) as unknown);
  } catch {
    return undefined;
  }
}

const messageText = (data: Buffer | ArrayBuffer | Buffer[]): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString('utf8');
