import type { StoredSshHost } from '../db/sshHosts.ts';
import { Pool, type PoolOptions } from './pool.ts';

/** Connections that are made for one purpose and end with it, to a host and to those on the way to it. */
export class Apart {
  readonly lookup: PoolOptions['lookup'];
  readonly #agentSocket: string | null;
  readonly #pools = new Map<number, Pool>();

  constructor({ lookup, agentSocket }: Pick<PoolOptions, 'lookup' | 'agentSocket'>) {
    this.lookup = lookup;
    this.#agentSocket = agentSocket;
  }

  pool(host: StoredSshHost): Pool {
    const known = this.#pools.get(host.id);
    if (known) return known;
    const pool = new Pool({
      host: () => host,
      lookup: this.lookup,
      poolOf: (id) => {
        const hop = this.lookup(id);
        return hop && this.pool(hop);
      },
      agentSocket: this.#agentSocket,
    });
    this.#pools.set(host.id, pool);
    return pool;
  }

  close(): void {
    for (const pool of this.#pools.values()) pool.close();
  }
}
