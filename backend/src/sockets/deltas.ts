import type { ContainerChanges, Sample } from '../containers/registry.ts';
import type { Container, LiveFrame } from '../contract/index.ts';

type StatsFrame = Extract<LiveFrame, { type: 'stats' }>;

interface Pending {
  changed: Map<string, Container>;
  gone: Set<string>;
}

/** Changes that a page has not been told yet, folded: of each container only the newest state. */
export class Deltas {
  readonly #pending = new Map<string, Pending>();
  #samples = new Map<string, StatsFrame['samples'][number]>();

  /** Hosts with changes. */
  get size(): number {
    return this.#pending.size;
  }

  add(host: string, { changed, gone }: ContainerChanges): void {
    const pending = this.#pending.get(host) ?? { changed: new Map(), gone: new Set() };
    this.#pending.set(host, pending);
    for (const container of changed) {
      pending.changed.set(container.id, container);
      pending.gone.delete(container.id);
    }
    for (const id of gone) {
      pending.gone.add(id);
      pending.changed.delete(id);
    }
  }

  addSamples(host: string, samples: readonly Sample[]): void {
    for (const { id, at, stats } of samples)
      this.#samples.set(`${host}/${id}`, { host, id, at, stats });
  }

  /** A snapshot of the host will say all of it. */
  drop(host: string): void {
    this.#pending.delete(host);
  }

  /** The next frame of changes. */
  take(): LiveFrame | undefined {
    const [first] = this.#pending;
    if (!first) return undefined;
    const [host, { changed, gone }] = first;
    if (gone.size) {
      const ids = [...gone];
      gone.clear();
      if (!changed.size) this.#pending.delete(host);
      return { type: 'remove', host, ids };
    }
    this.#pending.delete(host);
    return { type: 'upsert', host, containers: Array.from(changed.values(), toRow) };
  }

  takeSamples(): StatsFrame['samples'] {
    const samples = [...this.#samples.values()];
    this.#samples = new Map();
    return samples;
  }
}

/** What a table shows; the rest is most of a container's bytes. */
export const toRow = (container: Container): Container => ({
  ...container,
  env: null,
  mounts: null,
  entrypoint: null,
  healthOutput: null,
});
