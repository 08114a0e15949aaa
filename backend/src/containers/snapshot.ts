import { isDeepStrictEqual } from 'node:util';
import type { Container } from '../contract/index.ts';
import type { ContainerChanges } from './registry.ts';

/** What is known of one host's containers. A change that changes nothing is none. */
export class Snapshot {
  #containers = new Map<string, Container>();

  get size(): number {
    return this.#containers.size;
  }

  get running(): number {
    let count = 0;
    for (const { state } of this.#containers.values())
      // As `docker info` counts: what is paused or between restarts is not running.
      if (state === 'running') count += 1;
    return count;
  }

  values(): Container[] {
    return [...this.#containers.values()];
  }

  /** After a gap: these and no others. */
  replace(containers: readonly Container[]): void {
    this.#containers = new Map(containers.map((container) => [container.id, container]));
  }

  /** @returns what really changed; `null` when nothing did */
  apply({ changed, gone }: ContainerChanges): ContainerChanges | null {
    const news = changed.filter(
      (container) => !isDeepStrictEqual(this.#containers.get(container.id), container),
    );
    for (const container of news) this.#containers.set(container.id, container);
    const left = gone.filter((id) => this.#containers.delete(id));
    return news.length || left.length ? { changed: news, gone: left } : null;
  }
}
