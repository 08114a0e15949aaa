import type { ContainerStats } from '@archnest/backend/contract';

export interface Sample {
  readonly at: number;
  readonly stats: ContainerStats | null;
}

/** One value a moment, `null` where there is none: a line is not drawn across it. */
export type Values = (number | null)[];

type Total = 'netRxBytes' | 'netTxBytes' | 'blockReadBytes' | 'blockWriteBytes';

/** Further apart than this, samples are not neighbours: nobody was looking in between. */
export const longestStep = 15_000;

/** As it is in each sample. */
export const levels = (
  samples: readonly Sample[],
  read: (stats: ContainerStats) => number | null,
): Values => samples.map(({ stats }) => (stats === null ? null : read(stats)));

/**
 * Bytes a second between each sample and the one before. A total that went back was counted anew: the
 * container was started again.
 */
export function rates(samples: readonly Sample[], total: Total): Values {
  return samples.map((sample, index) => {
    const before = samples[index - 1];
    const to = sample.stats?.[total] ?? null;
    const from = before?.stats?.[total] ?? null;
    if (before === undefined || to === null || from === null || to < from) return null;
    const milliseconds = sample.at - before.at;
    if (milliseconds <= 0 || milliseconds > longestStep) return null;
    return ((to - from) * 1000) / milliseconds;
  });
}

/**
 * The moments in seconds, as the chart takes them, with one more in each long silence: there the
 * values end.
 */
export function withGaps(
  samples: readonly Sample[],
  series: readonly Values[],
): { times: number[]; series: Values[] } {
  const times: number[] = [];
  const out: Values[] = series.map(() => []);
  samples.forEach(({ at }, index) => {
    const before = samples[index - 1];
    if (before && at - before.at > longestStep) {
      times.push((before.at + 1) / 1000);
      for (const values of out) values.push(null);
    }
    times.push(at / 1000);
    series.forEach((values, which) => out[which]?.push(values[index] ?? null));
  });
  return { times, series: out };
}

export const last = (values: Values): number | null => values.at(-1) ?? null;

/** The smallest and the largest; `null` when there is nothing. */
export function extent(values: Values): [number, number] | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : [Math.min(...known), Math.max(...known)];
}
