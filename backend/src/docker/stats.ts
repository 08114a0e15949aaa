import type { ContainerStats } from '../contract/index.ts';
import { counterOf, listOf, numberOf, objectOf, textOf, type Json } from './json.ts';

/** The counters of one reading that CPU % is a difference of. */
export interface CpuReading {
  /** Nanoseconds of CPU that the container has used. */
  used: number;
  /** Nanoseconds that all CPUs of the machine have spent, idle included. */
  system: number;
  cpus: number;
}

/** @returns `null` for a container that does not run: the Engine then answers zeros */
export function cpuReading(
  answer: unknown,
  part: 'cpu_stats' | 'precpu_stats' = 'cpu_stats',
): CpuReading | null {
  const cpu = objectOf(answer, part);
  const used = counterOf(cpu['cpu_usage'], 'total_usage');
  const system = counterOf(cpu, 'system_cpu_usage');
  if (used === null || system === null || system === 0) return null;
  const cpus = numberOf(cpu, 'online_cpus') || listOf(cpu['cpu_usage'], 'percpu_usage').length || 1;
  return { used, system, cpus };
}

/** As the Docker CLI computes it: 100 is one core busy. https://github.com/docker/cli `calculateCPUPercentUnix` */
export function cpuPercent(before: CpuReading | null, now: CpuReading | null): number | null {
  if (!before || !now) return null;
  const used = now.used - before.used;
  const system = now.system - before.system;
  // Counters that went back are those of another run of the container.
  if (used < 0 || system <= 0) return null;
  return Math.min((used / system) * now.cpus * 100, 1e6);
}

/**
 * A sample of `/containers/{id}/stats`, for both versions of cgroups.
 * @param before the reading that CPU % is measured against; by default the one that the Engine took itself
 */
export function toStats(
  answer: unknown,
  before: CpuReading | null = cpuReading(answer, 'precpu_stats'),
): ContainerStats {
  const memory = objectOf(answer, 'memory_stats');
  return {
    cpuPercent: cpuPercent(before, cpuReading(answer)),
    memUsage: memoryUsed(memory),
    memLimit: numberOf(memory, 'limit'),
    ...network(answer),
    ...blockIo(answer),
    pids: numberOf(objectOf(answer, 'pids_stats'), 'current'),
  };
}

/** Without the cache that the kernel would give back: `calculateMemUsageUnixNoCache` of the CLI. */
function memoryUsed(memory: Json): number | null {
  const usage = numberOf(memory, 'usage');
  if (usage === null) return null;
  const v1 = numberOf(memory['stats'], 'total_inactive_file');
  const v2 = numberOf(memory['stats'], 'inactive_file');
  const cache = v1 !== null && v1 < usage ? v1 : v2 !== null && v2 < usage ? v2 : 0;
  return usage - cache;
}

/** All interfaces together; `null` for a container that shares another's network, which the Engine does not count. */
function network(answer: unknown): Pick<ContainerStats, 'netRxBytes' | 'netTxBytes'> {
  const interfaces = Object.values(objectOf(answer, 'networks'));
  if (!interfaces.length) return { netRxBytes: null, netTxBytes: null };
  const sum = (name: string) => sumOf(interfaces.map((one) => numberOf(one, name)));
  return { netRxBytes: sum('rx_bytes'), netTxBytes: sum('tx_bytes') };
}

function blockIo(answer: unknown): Pick<ContainerStats, 'blockReadBytes' | 'blockWriteBytes'> {
  const entries = listOf(objectOf(answer, 'blkio_stats'), 'io_service_bytes_recursive');
  const sum = (letter: string) =>
    sumOf(
      entries
        .filter((entry) => textOf(entry, 'op')?.[0]?.toLowerCase() === letter)
        .map((entry) => numberOf(entry, 'value')),
    );
  return { blockReadBytes: sum('r'), blockWriteBytes: sum('w') };
}

/** `null` above 2^53, which the contract does not take. */
function sumOf(counts: (number | null)[]): number | null {
  const sum = counts.reduce<number>((total, count) => total + (count ?? 0), 0);
  return Number.isSafeInteger(sum) ? sum : null;
}
