import type { StoredSshHost } from '../db/sshHosts.ts';
import { Pool, type PoolOptions } from './pool.ts';

export type ApartOptions = Pick<PoolOptions, 'lookup' | 'agentSocket' | 'handshakeMs' | 'answerMs'>;

/** Connections that are made for one purpose and end with it, to a host and to those on the way to it. */
export class Apart {
  readonly lookup: PoolOptions['lookup'];
  readonly #options: ApartOptions;
  readonly #pools = new Map<number, Pool>();

  constructor(options: ApartOptions) {
    this.lookup = options.lookup;
    this.#options = options;
  }

  get handshakeMs(): number | undefined {
    return this.#options.handshakeMs;
  }

  pool(host: StoredSshHost): Pool {
    const known = this.#pools.get(host.id);
    if (known) return known;
    const pool = new Pool({
      ...this.#options,
      host: () => host,
      poolOf: (id) => {
        const hop = this.lookup(id);
        return hop && this.pool(hop);
      },
    });
    this.#pools.set(host.id, pool);
    return pool;
  }

  close(): void {
    for (const pool of this.#pools.values()) pool.close();
  }
}
