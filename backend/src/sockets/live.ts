import { isDeepStrictEqual } from 'node:util';
import type { FastifyBaseLogger } from 'fastify';
import type { WebSocket } from 'ws';
import type { ContainerChanges, HostRegistry, Sample } from '../containers/registry.ts';
import type { ContainerSource } from '../containers/source.ts';
import { liveWatch, type LiveFrame, type LiveWatch } from '../contract/index.ts';
import { Deltas, toRow } from './deltas.ts';
import { LiveLeases } from './liveLeases.ts';
import { messageText, parseJson } from './messages.ts';

/** Above this a reader is slow: its changes wait and are folded, since only the newest state matters. */
const HIGH_WATER_BYTES = 1024 * 1024;
const RETRY_MS = 100;
/** Hosts sample at the same moments; what they answer within this goes out as one frame. */
const SAMPLES_TOGETHER_MS = 150;

/** Sends one page what it watches: the hosts' rows, then their containers, then whatever changes. */
export class LiveFeed {
  readonly #socket: WebSocket;
  readonly #registry: HostRegistry;
  readonly #log: FastifyBaseLogger;
  readonly #leases = new LiveLeases();
  #watch: LiveWatch | undefined;
  #watched: 'all' | Set<string> | undefined;
  #sendHosts = false;
  readonly #dirtyHosts = new Set<string>();
  readonly #dirtyContainers = new Set<string>();
  readonly #deltas = new Deltas();
  #samplesDue: NodeJS.Timeout | undefined;
  #sendSamples = false;
  #flushing = false;
  #closed = false;

  constructor(socket: WebSocket, registry: HostRegistry, log: FastifyBaseLogger) {
    this.#socket = socket;
    this.#registry = registry;
    this.#log = log;
    registry.on('host', this.#onHost);
    registry.on('containers', this.#onContainers);
    registry.on('changes', this.#onChanges);
    registry.on('samples', this.#onSamples);
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
    clearTimeout(this.#samplesDue);
    this.#registry.off('host', this.#onHost);
    this.#registry.off('containers', this.#onContainers);
    this.#registry.off('changes', this.#onChanges);
    this.#registry.off('samples', this.#onSamples);
    this.#registry.off('removed', this.#onRemoved);
    this.#leases.releaseAll();
  }

  #receive(message: string | undefined): void {
    const watch = liveWatch.safeParse(parseJson(message));
    if (!watch.success) {
      this.#socket.close(1008, 'expected a watch message');
      return;
    }
    const { hosts, stats, visible } = watch.data;
    const again = this.#answerTo(watch.data);
    this.#watched = hosts === 'all' ? 'all' : new Set(hosts);
    this.#leases.want(stats ? (visible ?? 'all') : null);
    if (again !== 'nothing') this.#sendHosts = true;
    for (const source of this.#registry.all()) {
      const { key } = source.describe();
      if (this.#watches(key)) this.#leases.hold(key, source);
      else this.#leases.release(key);
      if (again === 'everything' && this.#watches(key) && isKnown(source))
        this.#dirtyContainers.add(key);
    }
    this.#flush();
  }

  /** A page that scrolled has its rows; one that only wants numbers, or none, hears that it was heard. */
  #answerTo(watch: LiveWatch): 'everything' | 'hosts' | 'nothing' {
    const before = this.#watch;
    this.#watch = watch;
    if (!before || !isDeepStrictEqual(before.hosts, watch.hosts)) return 'everything';
    if (before.stats !== watch.stats) return 'hosts';
    return isDeepStrictEqual(before.visible, watch.visible) ? 'everything' : 'nothing';
  }

  readonly #onHost = (key: string): void => {
    if (!this.#watches(key)) return;
    const source = this.#registry.get(key);
    if (source) this.#leases.hold(key, source);
    this.#dirtyHosts.add(key);
    this.#flush();
  };

  readonly #onContainers = (key: string): void => {
    if (!this.#watches(key)) return;
    this.#deltas.drop(key);
    const source = this.#registry.get(key);
    if (source && isKnown(source)) this.#dirtyContainers.add(key);
    this.#flush();
  };

  readonly #onChanges = (key: string, changes: ContainerChanges): void => {
    // A snapshot that is still to be sent holds them.
    if (!this.#watches(key) || this.#dirtyContainers.has(key)) return;
    this.#deltas.add(key, changes);
    this.#flush();
  };

  readonly #onSamples = (key: string, samples: readonly Sample[]): void => {
    if (!this.#watches(key) || !this.#leases.wantsSamples) return;
    this.#deltas.addSamples(key, samples);
    this.#samplesDue ??= setTimeout(() => {
      this.#samplesDue = undefined;
      this.#sendSamples = true;
      this.#flush();
    }, SAMPLES_TOGETHER_MS);
  };

  readonly #onRemoved = (key: string): void => {
    if (!this.#watches(key)) return;
    this.#leases.release(key);
    this.#deltas.drop(key);
    this.#dirtyContainers.delete(key);
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

  /** One frame at a time, what a person waits for first, until nothing is left to say. */
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
    return (
      this.#sendHosts ||
      this.#dirtyHosts.size > 0 ||
      this.#dirtyContainers.size > 0 ||
      this.#deltas.size > 0 ||
      this.#sendSamples
    );
  }

  /** The next frame as text; `undefined` when what it was about is gone or cannot be read. */
  async #nextFrame(): Promise<string | undefined> {
    if (this.#sendHosts) {
      this.#sendHosts = false;
      this.#dirtyHosts.clear();
      const hosts = this.#registry.hosts().filter((host) => this.#watches(host.key));
      return toText({ type: 'hosts', hosts });
    }
    const delta = this.#deltas.take();
    if (delta) return toText(delta);
    const hostKey = takeFirst(this.#dirtyHosts);
    if (hostKey !== undefined) {
      const source = this.#registry.get(hostKey);
      return source && toText({ type: 'host', host: source.describe() });
    }
    const key = takeFirst(this.#dirtyContainers);
    if (key !== undefined) return this.#snapshot(key);
    this.#sendSamples = false;
    const samples = this.#deltas.takeSamples();
    return samples.length ? toText({ type: 'stats', samples }) : undefined;
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

/** A host that was never read must not hold up the frames of the others: its news come when it was. */
const isKnown = (source: ContainerSource) => source.watch?.known() ?? true;

const toText = (frame: LiveFrame) => JSON.stringify(frame);

function takeFirst(keys: Set<string>): string | undefined {
  const [first] = keys;
  if (first !== undefined) keys.delete(first);
  return first;
}
