import type { ContainerSource, Lease } from '../containers/source.ts';

/** What a page wants sampled: nothing, everything, or the containers on its screen (`<host key>/<id>`). */
export type SampleWish = null | 'all' | readonly string[];

/** The leases of one page on the hosts that it watches. */
export class LiveLeases {
  readonly #held = new Map<string, { source: ContainerSource; lease: Lease | undefined }>();
  #wish: SampleWish = null;

  get wantsSamples(): boolean {
    return this.#wish !== null;
  }

  want(wish: SampleWish): void {
    this.#wish = wish;
    for (const [key, { lease }] of this.#held) lease?.stats(this.#wishOf(key));
  }

  /** Nothing for a source that is not live by itself. A host that was edited is a new source under its old key. */
  hold(key: string, source: ContainerSource): void {
    if (this.#held.get(key)?.source === source) return;
    this.release(key);
    if (!source.watch) return;
    // Noted first: the first lease starts the host, which is news of it, and news of a host bring us here.
    const held: { source: ContainerSource; lease: Lease | undefined } = {
      source,
      lease: undefined,
    };
    this.#held.set(key, held);
    held.lease = source.watch.acquire();
    held.lease.stats(this.#wishOf(key));
  }

  release(key: string): void {
    this.#held.get(key)?.lease?.release();
    this.#held.delete(key);
  }

  releaseAll(): void {
    for (const key of this.#held.keys()) this.release(key);
  }

  #wishOf(key: string): Parameters<Lease['stats']>[0] {
    if (this.#wish === null) return undefined;
    if (this.#wish === 'all') return 'all';
    const prefix = `${key}/`;
    return new Set(
      this.#wish.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)),
    );
  }
}
