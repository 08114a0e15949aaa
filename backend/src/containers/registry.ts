import { EventEmitter } from 'node:events';
import type { Container, ContainerStats, Host } from '../contract/index.ts';
import type { ContainerSource, SourceProvider } from './source.ts';

/** Some containers of one host: changed, and gone. */
export interface ContainerChanges {
  changed: readonly Container[];
  gone: readonly string[];
}

/** `at` in milliseconds since 1970; `stats` is `null` once the container does not run any more. */
export interface Sample {
  id: string;
  at: number;
  stats: ContainerStats | null;
}

interface RegistryEvents {
  /** A host's row changed (status, counts, last seen). */
  host: [key: string];
  /** All of a host's containers may have changed: list them. */
  containers: [key: string];
  /** Only these did. */
  changes: [key: string, changes: ContainerChanges];
  /** Fresh numbers of some of a host's containers. */
  samples: [key: string, samples: readonly Sample[]];
  /** A host is gone. */
  removed: [key: string];
}

const BODY_FOR_MS = 2_000;

/** Every host of every source, by key; says when one changes. */
export class HostRegistry extends EventEmitter<RegistryEvents> {
  readonly #providers: SourceProvider[] = [];
  #body: Buffer | undefined;
  #bodyAt = 0;
  #hasLive = false;

  constructor() {
    super();
    // One listener for each open page.
    this.setMaxListeners(0);
  }

  add(provider: SourceProvider): void {
    this.#providers.push(provider);
    this.#body = undefined;
  }

  *all(): Generator<ContainerSource> {
    for (const provider of this.#providers) yield* provider.all();
  }

  get(key: string): ContainerSource | undefined {
    for (const provider of this.#providers) {
      const source = provider.get(key);
      if (source) return source;
    }
    return undefined;
  }

  hosts(): Host[] {
    return Array.from(this.all(), (source) => source.describe());
  }

  /** Settles when the standing of every host is known. Bounded in time. */
  async settled(): Promise<void> {
    const waiting: Promise<void>[] = [];
    for (const { watch } of this.all()) if (watch) waiting.push(watch.settled());
    this.#hasLive = waiting.length > 0;
    if (this.#hasLive) await Promise.all(waiting);
  }

  /** `hosts()` as JSON bytes, kept until a host changes: pages and scripts ask for it far more often than that. */
  hostsBody(): Buffer {
    const now = Date.now();
    // A live host is seen all the time, which is no news and yet in its row.
    const old = this.#hasLive && now - this.#bodyAt > BODY_FOR_MS;
    if (!this.#body || old) {
      this.#body = Buffer.from(JSON.stringify(this.hosts()));
      this.#bodyAt = now;
    }
    return this.#body;
  }

  hostChanged(key: string): void {
    this.#body = undefined;
    this.emit('host', key);
  }

  containersChanged(key: string): void {
    this.#body = undefined;
    this.emit('containers', key);
    this.emit('host', key);
  }

  containersPatched(key: string, changes: ContainerChanges): void {
    this.#body = undefined;
    this.emit('changes', key, changes);
    this.emit('host', key);
  }

  sampled(key: string, samples: readonly Sample[]): void {
    this.emit('samples', key, samples);
  }

  hostRemoved(key: string): void {
    this.#body = undefined;
    this.emit('removed', key);
  }
}
