import type { ContainerStats } from '@archnest/backend/contract';
import { extent, last, levels, rates, withGaps, type Sample, type Values } from './rates.ts';
import { byteRate, bytes, percent, type Unit } from './units.ts';

/** One chart's worth of a container's samples. */
export interface Figure {
  id: 'cpu' | 'memory' | 'network' | 'block';
  name: string;
  unit: Unit;
  times: number[];
  /** One, or two with what each is: `sent`, `received`. */
  series: { word: string; values: Values }[];
  limit: number | null;
  /** What there is of it at all, in words. */
  most: string | null;
}

/** What a container without limits may take. */
export interface Machine {
  cpus: number | null;
  memoryBytes: number | null;
}

const allCores = (machine: Machine | null) => (machine?.cpus ? `of ${machine.cpus * 100} %` : null);

/** Docker gives what the machine has where no limit was set. */
function allMemory(limit: number | null, machine: Machine | null): string | null {
  if (limit === null) return null;
  const own = limit < (machine?.memoryBytes ?? Infinity);
  return `${own ? 'limit' : 'of'} ${bytes.format(limit)}`;
}

const newest = (samples: readonly Sample[], read: (stats: ContainerStats) => number | null) =>
  last(levels(samples, read).filter((value) => value !== null));

/** The four charts, from samples oldest first. */
export function figuresOf(samples: readonly Sample[], machine: Machine | null = null): Figure[] {
  const make = (
    rest: Pick<Figure, 'id' | 'name' | 'unit'> & { limit?: number | null; most?: string | null },
    lines: [word: string, values: Values][],
  ): Figure => {
    const { times, series } = withGaps(
      samples,
      lines.map(([, values]) => values),
    );
    return {
      limit: null,
      most: null,
      ...rest,
      times,
      series: lines.map(([word], index) => ({ word, values: series[index] ?? [] })),
    };
  };
  const memLimit = newest(samples, (stats) => stats.memLimit);
  const limit = memLimit === 0 ? null : memLimit;
  return [
    make({ id: 'cpu', name: 'CPU', unit: percent, most: allCores(machine) }, [
      ['', levels(samples, (stats) => stats.cpuPercent)],
    ]),
    make(
      {
        id: 'memory',
        name: 'Memory',
        unit: bytes,
        limit,
        most: allMemory(limit, machine),
      },
      [['', levels(samples, (stats) => stats.memUsage)]],
    ),
    make({ id: 'network', name: 'Network', unit: byteRate }, [
      ['sent', rates(samples, 'netTxBytes')],
      ['received', rates(samples, 'netRxBytes')],
    ]),
    make({ id: 'block', name: 'Block I/O', unit: byteRate }, [
      ['read', rates(samples, 'blockReadBytes')],
      ['written', rates(samples, 'blockWriteBytes')],
    ]),
  ];
}

/** What the chart shows, for those who do not see it. */
export function summary({ name, unit, series, limit }: Figure): string {
  const parts = series.map(({ word, values }) => {
    const now = last(values);
    const range = extent(values);
    const label = word === '' ? '' : `${word} `;
    if (range === null) return `${label}not known`;
    const [low, high] = range.map((value) => unit.format(value));
    const current = now === null ? 'not known now' : unit.format(now);
    return `${label}${current}, between ${low} and ${high}`;
  });
  const most = limit === null ? '' : `, limit ${unit.format(limit)}`;
  return `${name}: ${parts.join('; ')} in the last 5 minutes${most}`;
}
