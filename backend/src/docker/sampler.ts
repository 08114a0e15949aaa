import type { HostRegistry, Sample } from '../containers/registry.ts';
import type { Wanted } from '../containers/leases.ts';
import type { ContainerStats } from '../contract/index.ts';
import type { Engine, Reading } from './engine.ts';
import { cpuPercent, type CpuReading } from './stats.ts';

/** All hosts sample at the same moments, so that a page gets one frame a tick. */
const TICK_MS = 2_000;
/** What is not on the screen still counts in totals and sorts the list, and is good enough some seconds old. */
const OTHERS_EVERY = 5;
/** The first CPU % takes two readings: the second comes soon. */
const SECOND_READING_MS = 500;
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
  start(client: Engine, running: () => string[], wanted: () => Wanted | null): void {
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
    client: Engine,
    running: string[],
    wanted: Wanted | null,
    signal: AbortSignal,
  ): Promise<void> {
    if (!wanted) return;
    const tick = this.#ticks++;
    if (tick % client.sampleEvery !== 0) return;
    const others = tick % OTHERS_EVERY === 0;
    const { eachTick } = wanted;
    const due = running.filter(
      (id) => others || eachTick === 'all' || eachTick.has(id) || !this.#known.has(id),
    );
    const halves = await this.#sample(client, due, signal);
    if (halves.length && !signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, SECOND_READING_MS).unref());
      await this.#sample(client, halves, signal);
    }
    if (others) this.#forget(running);
  }

  /** @returns those whose CPU % needs one more reading */
  async #sample(client: Engine, ids: string[], signal: AbortSignal): Promise<string[]> {
    const halves: string[] = [];
    let samples: Sample[] = [];
    const publish = () => {
      if (samples.length && !signal.aborted) this.#registry.sampled(this.#key, samples);
      samples = [];
    };
    // A host that answers slowly must not keep what it has answered until it has answered all.
    const meanwhile = setInterval(publish, TICK_MS).unref();
    try {
      await client.readings(
        ids,
        (id, reading) => {
          const before = this.#known.get(id)?.reading ?? null;
          if (reading.cpu && !before) halves.push(id);
          const stats = complete(reading, before);
          this.#known.set(id, { reading: reading.cpu, at: Date.now(), stats });
          samples.push({ id, at: Date.now(), stats });
        },
        signal,
      );
    } finally {
      clearInterval(meanwhile);
      publish();
    }
    return halves;
  }

  #forget(running: string[]): void {
    const kept = new Set(running);
    for (const id of this.#known.keys()) if (!kept.has(id)) this.#known.delete(id);
  }
}

const complete = ({ stats, cpu }: Reading, before: CpuReading | null): ContainerStats =>
  cpu ? { ...stats, cpuPercent: cpuPercent(before, cpu) } : stats;

const untilNextTick = () => TICK_MS - (Date.now() % TICK_MS);
