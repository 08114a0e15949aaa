import { EventEmitter } from 'node:events';
import type { Host } from '../contract/index.ts';
import type { ContainerSource, SourceProvider } from './source.ts';

interface RegistryEvents {
  /** A host's row changed (status, counts, last seen). */
  host: [key: string];
  /** A host's containers changed. */
  containers: [key: string];
  /** A host is gone. */
  removed: [key: string];
}

/** Every host of every source, by key; says when one changes. */
export class HostRegistry extends EventEmitter<RegistryEvents> {
  readonly #providers: SourceProvider[] = [];
  #body: Buffer | undefined;

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

  /** `hosts()` as JSON bytes, kept until a host changes: pages and scripts ask for it far more often than that. */
  hostsBody(): Buffer {
    return (this.#body ??= Buffer.from(JSON.stringify(this.hosts())));
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

  hostRemoved(key: string): void {
    this.#body = undefined;
    this.emit('removed', key);
  }
}
