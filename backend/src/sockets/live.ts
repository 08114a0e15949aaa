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
    this.#drain().catch((error: unknown) => {
      this.#log.error({ err: error }, 'live feed failed');
      this.#socket.close(1011);
    });
  }

  /** One frame at a time, rows before containers, until nothing is left to say. */
  async #drain(): Promise<void> {
    while (!this.#closed) {
      // Changes of one tick (a commit of many reports) go out together, and other work gets its turn between frames.
      await new Promise(setImmediate);
      if (this.#socket.bufferedAmount > HIGH_WATER_BYTES) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      if (!this.#hasNews()) {
        // In the same breath as the look: a change after this starts the next drain.
        this.#flushing = false;
        return;
      }
      const frame = await this.#nextFrame();
      if (frame !== undefined) this.#socket.send(frame);
    }
  }

  #hasNews(): boolean {
    return this.#sendHosts || this.#dirtyHosts.size > 0 || this.#dirtyContainers.size > 0;
  }

  /** The next frame as text; `undefined` when what it was about is gone or cannot be read. */
  async #nextFrame(): Promise<string | undefined> {
    if (this.#sendHosts) {
      this.#sendHosts = false;
      this.#dirtyHosts.clear();
      const hosts = this.#registry.hosts().filter((host) => this.#watches(host.key));
      return toText({ type: 'hosts', hosts });
    }
    const hostKey = takeFirst(this.#dirtyHosts);
    if (hostKey !== undefined) {
      const source = this.#registry.get(hostKey);
      return source && toText({ type: 'host', host: source.describe() });
    }
    const key = takeFirst(this.#dirtyContainers);
    return key === undefined ? undefined : this.#snapshot(key);
  }

  /** One host that cannot be read must not end the feed of the others: its row says what is wrong with it. */
  async #snapshot(key: string): Promise<string | undefined> {
    const source = this.#registry.get(key);
    if (!source) return undefined;
    try {
      const containers = (await source.list()).map(toRow);
      return toText({ type: 'snapshot', host: key, containers });
    } catch (error) {
      this.#log.error({ err: error, host: key }, 'listing a host failed');
      this.#registry.hostChanged(key);
      return undefined;
    }
  }
}

const toText = (frame: LiveFrame) => JSON.stringify(frame);

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
