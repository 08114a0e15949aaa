import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containerStats } from '../contract/index.ts';
import { cpuPercent, cpuReading, toStats } from './stats.ts';

const MIB = 1024 * 1024;

/** As Docker 20.10 answers on a machine with version 1 of cgroups; the numbers of CPU are made round. */
const V1 = {
  cpu_stats: {
    cpu_usage: { total_usage: 5_500_000_000, percpu_usage: [3_000_000_000, 2_500_000_000, 0, 0] },
    system_cpu_usage: 1_004_000_000_000,
    online_cpus: 4,
    throttling_data: { periods: 0 },
  },
  precpu_stats: {
    cpu_usage: { total_usage: 5_000_000_000, percpu_usage: [2_750_000_000, 2_250_000_000, 0, 0] },
    system_cpu_usage: 1_000_000_000_000,
    online_cpus: 4,
  },
  memory_stats: {
    usage: 100 * MIB,
    max_usage: 120 * MIB,
    stats: { cache: 40 * MIB, inactive_file: 30 * MIB, total_inactive_file: 36 * MIB },
    limit: 512 * MIB,
  },
  networks: {
    eth0: { rx_bytes: 1_000, tx_bytes: 200, rx_packets: 9 },
    eth1: { rx_bytes: 30, tx_bytes: 4 },
  },
  blkio_stats: {
    io_service_bytes_recursive: [
      { major: 8, minor: 0, op: 'Read', value: 4_096 },
      { major: 8, minor: 0, op: 'Write', value: 8_192 },
      { major: 8, minor: 0, op: 'Sync', value: 12_288 },
      { major: 8, minor: 16, op: 'Read', value: 1 },
      { major: 8, minor: 0, op: 'Total', value: 12_288 },
    ],
  },
  pids_stats: { current: 3 },
};

/** As Docker 27 answers on version 2: other words for memory and disks, no reading of each CPU. */
const V2 = {
  ...V1,
  cpu_stats: {
    cpu_usage: { total_usage: 2_000_000_000, usage_in_kernelmode: 1 },
    system_cpu_usage: 20_000_000_000,
    online_cpus: 2,
  },
  precpu_stats: { cpu_usage: { total_usage: 0 }, throttling_data: {} },
  memory_stats: { usage: 50 * MIB, stats: { anon: 1, inactive_file: 20 * MIB }, limit: 64 * MIB },
  networks: undefined,
  blkio_stats: {
    io_service_bytes_recursive: [
      { op: 'read', value: 100 },
      { op: 'write', value: 7 },
    ],
  },
  pids_stats: { current: 1, limit: 18_446_744_073_709_552_000 },
};

describe('a sample', () => {
  it('on cgroup version 1 is what docker stats shows', () => {
    // (5.5 - 5.0) s of (1004 - 1000) s, times four processors, times 100.
    expect(toStats(V1)).toEqual({
      cpuPercent: 50,
      memUsage: 64 * MIB,
      memLimit: 512 * MIB,
      netRxBytes: 1_030,
      netTxBytes: 204,
      blockReadBytes: 4_097,
      blockWriteBytes: 8_192,
      pids: 3,
    });
  });

  it('on cgroup version 2 too, and without a reading before it knows no CPU', () => {
    expect(toStats(V2)).toEqual({
      cpuPercent: null,
      memUsage: 30 * MIB,
      memLimit: 64 * MIB,
      netRxBytes: null,
      netTxBytes: null,
      blockReadBytes: 100,
      blockWriteBytes: 7,
      pids: 1,
    });
    const before = { used: 1_000_000_000, system: 10_000_000_000, cpus: 2 };
    expect(toStats(V2, before).cpuPercent).toBe(20);
  });

  it('of a container that does not run, or of nothing, knows nothing', () => {
    const zeros = {
      cpu_stats: { cpu_usage: { total_usage: 0 }, system_cpu_usage: 0 },
      precpu_stats: {},
      memory_stats: {},
      blkio_stats: { io_service_bytes_recursive: null },
    };
    const nothing = { cpuPercent: null, memUsage: null, memLimit: null, pids: null };
    expect(cpuReading(zeros)).toBeNull();
    for (const answer of [zeros, {}, null, undefined, 'error', []])
      expect(toStats(answer)).toMatchObject(nothing);
  });

  it('keeps a cache that is larger than what is used out of it', () => {
    const memory = (stats: object) => toStats({ memory_stats: { usage: 10, stats } }).memUsage;
    expect(memory({ total_inactive_file: 10, inactive_file: 4 })).toBe(6);
    expect(memory({ total_inactive_file: 99, inactive_file: 99 })).toBe(10);
    expect(memory({})).toBe(10);
  });

  it('holds to the contract, whatever was answered', () => {
    const part = fc.oneof(fc.jsonValue(), fc.double(), fc.maxSafeNat(), fc.constant(2e300));
    const answer = fc.record(
      {
        cpu_stats: fc.oneof(
          fc.record({ cpu_usage: fc.record({ total_usage: part }), system_cpu_usage: part }),
          part,
        ),
        precpu_stats: fc.record({
          cpu_usage: fc.record({ total_usage: part }),
          system_cpu_usage: part,
        }),
        memory_stats: fc.record({
          usage: part,
          limit: part,
          stats: fc.record({ inactive_file: part }),
        }),
        networks: fc.dictionary(fc.string(), fc.record({ rx_bytes: part, tx_bytes: part })),
        blkio_stats: fc.record({
          io_service_bytes_recursive: fc.array(fc.record({ op: fc.constant('Read'), value: part })),
        }),
        pids_stats: fc.record({ current: part }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(answer, fc.jsonValue()), (odd) => {
        const stats = toStats(odd);
        expect(containerStats.parse(stats)).toEqual(stats);
      }),
    );
  });
});

describe('CPU %', () => {
  const reading = (used: number, system: number, cpus = 1) => ({ used, system, cpus });

  it('of 100 is one processor', () => {
    expect(cpuPercent(reading(0, 0), reading(1, 1))).toBe(100);
    expect(cpuPercent(reading(0, 0, 8), reading(8, 8, 8))).toBe(800);
    expect(cpuPercent(reading(5, 5), reading(5, 9))).toBe(0);
  });

  it('is not known from counters that went back or stood still', () => {
    expect(cpuPercent(reading(9, 1), reading(1, 2))).toBeNull();
    expect(cpuPercent(reading(1, 9), reading(2, 1))).toBeNull();
    expect(cpuPercent(reading(1, 1), reading(2, 1))).toBeNull();
    expect(cpuPercent(null, reading(1, 1))).toBeNull();
    expect(cpuPercent(reading(1, 1), null)).toBeNull();
  });

  it('is known on a machine that has been up for long', () => {
    // Eight processors and two weeks: more nanoseconds than a number holds exactly.
    const days = 8 * 14 * 86_400 * 1e9;
    const at = (used: number, system: number) => ({
      cpu_stats: {
        cpu_usage: { total_usage: days + used },
        system_cpu_usage: 2 * days + system,
        online_cpus: 8,
      },
    });
    expect(cpuPercent(cpuReading(at(0, 0)), cpuReading(at(2e9, 16e9)))).toBeCloseTo(100, 3);
  });

  it('counts the processors as old daemons do', () => {
    const cpu = { cpu_usage: { total_usage: 1, percpu_usage: [1, 0, 0] }, system_cpu_usage: 1 };
    expect(cpuReading({ cpu_stats: cpu })?.cpus).toBe(3);
    expect(cpuReading({ cpu_stats: { ...cpu, online_cpus: 0 } })?.cpus).toBe(3);
    const bare = { cpu_usage: { total_usage: 1 }, system_cpu_usage: 1 };
    expect(cpuReading({ cpu_stats: bare })?.cpus).toBe(1);
  });
});
