import type { HostRegistry, Sample } from '../containers/registry.ts';
import type { Wanted } from '../containers/leases.ts';
import type { ContainerStats } from '../contract/index.ts';
import type { EngineClient } from './client.ts';
import { inTurns } from './inTurns.ts';
import { cpuReading, toStats, type CpuReading } from './stats.ts';

/** All hosts sample at the same moments, so that a page gets one frame a tick. */
const TICK_MS = 2_000;
/** What is not on the screen still counts in totals and sorts the list, and is good enough some seconds old. */
const OTHERS_EVERY = 5;
/** The first CPU % takes two readings: the second comes soon. */
const SECOND_READING_MS = 500;
/** As many as the transport keeps connections for. */
const READ_AT_ONCE = 64;
/** After this a sample is history. */
const FRESH_MS = 15_000;

interface Known {
  reading: CpuReading | null;
  at: number;
  stats: ContainerStats;
}

/**
 * Samples the running containers of one host while somebody wants it. Single readings instead of a stream each: sixty
 * streams would be sixty connections, and the daemon would measure each second what is asked for less often.
 */
export class Sampler {
  readonly #key: string;
  readonly #registry: HostRegistry;
  readonly #known = new Map<string, Known>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = new AbortController();
  #ticks = 0;

  constructor(key: string, registry: HostRegistry) {
    this.#key = key;
    this.#registry = registry;
  }

  /** The last sample of a container, while it is fresh. */
  latest(id: string): ContainerStats | null {
    const known = this.#known.get(id);
    return known && Date.now() - known.at < FRESH_MS ? known.stats : null;
  }

  /** @param running ids; asked for at each tick, like `wanted` */
  start(client: EngineClient, running: () => string[], wanted: () => Wanted | null): void {
    this.stop();
    const { signal } = (this.#stopped = new AbortController());
    this.#ticks = 0;
    const tick = () => {
      this.#tick(client, running(), wanted(), signal)
        .catch(() => undefined)
        .finally(() => {
          if (!signal.aborted) this.#timer = setTimeout(tick, untilNextTick()).unref();
        });
    };
    tick();
  }

  stop(): void {
    this.#stopped.abort();
    clearTimeout(this.#timer);
  }

  async #tick(
    client: EngineClient,
    running: string[],
    wanted: Wanted | null,
    signal: AbortSignal,
  ): Promise<void> {
    if (!wanted) return;
    const others = this.#ticks++ % OTHERS_EVERY === 0;
    const { eachTick } = wanted;
    const due = running.filter(
      (id) => others || eachTick === 'all' || eachTick.has(id) || !this.#known.has(id),
    );
    const fresh = due.filter((id) => !this.#known.get(id)?.reading);
    await this.#sample(client, due, signal);
    if (fresh.length && !signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, SECOND_READING_MS).unref());
      await this.#sample(client, fresh, signal);
    }
    if (others) this.#forget(running);
  }

  async #sample(client: EngineClient, ids: string[], signal: AbortSignal): Promise<void> {
    const samples: Sample[] = [];
    await inTurns(ids, READ_AT_ONCE, async (id) => {
      const stats = await this.#read(client, id, signal);
      if (stats) samples.push({ id, at: Date.now(), stats });
    });
    if (samples.length && !signal.aborted) this.#registry.sampled(this.#key, samples);
  }

  /** One container that cannot be read, because it ended just now, leaves the others alone. */
  async #read(
    client: EngineClient,
    id: string,
    signal: AbortSignal,
  ): Promise<ContainerStats | null> {
    try {
      const answer = await client.stats(id, true, signal);
      const reading = cpuReading(answer);
      if (!reading) return null;
      const stats = toStats(answer, this.#known.get(id)?.reading ?? null);
      this.#known.set(id, { reading, at: Date.now(), stats });
      return stats;
    } catch {
      return null;
    }
  }

  #forget(running: string[]): void {
    const kept = new Set(running);
    for (const id of this.#known.keys()) if (!kept.has(id)) this.#known.delete(id);
  }
}

const untilNextTick = () => TICK_MS - (Date.now() % TICK_MS);
