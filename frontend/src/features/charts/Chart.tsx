import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, type RefObject } from 'react';
import { Unknown } from '../../components/Unknown.tsx';
import { readColors } from './colors.ts';
import classes from './charts.module.css';
import { summary, type Figure } from './figures.ts';
import { StatsChart } from './StatsChart.ts';

interface Props {
  figure: Figure;
  /** The moment at the right edge, in seconds. */
  now: number;
  sync: string;
  /** The moment that is pointed at, in seconds; `null` shows the newest. */
  pointed: number | null;
  onPoint: (time: number | null) => void;
}

/** A chart under its name and values: the newest, or those of the moment that is pointed at. */
export function Chart({ figure, now, sync, pointed, onPoint }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<StatsChart>(null);
  const newest = useRef({ figure, onPoint });
  const scheme = useComputedColorScheme();
  useEffect(() => {
    newest.current = { figure, onPoint };
  });
  const { unit } = figure;
  const lines = figure.series.length === 2 ? 2 : 1;

  useChart({ host, chart, newest, scheme, unit, lines, sync });
  useEffect(() => {
    chart.current?.show({
      times: figure.times,
      series: figure.series.map(({ values }) => values),
      limit: figure.limit,
      now,
    });
  }, [figure, now, scheme]);

  const at = pointed === null ? -1 : figure.times.indexOf(pointed);
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.head}>
        <span>{figure.name}</span>
        {figure.series.map(({ word, values }, index) => (
          <span key={word} className={classes.value}>
            {word !== '' && (
              <span className={classes.line} data-second={index === 1 || undefined} />
            )}
            <Value value={values.at(at) ?? null} figure={figure} word={word} /> {word}
          </span>
        ))}
        {figure.most !== null && <span className={classes.most}>{figure.most}</span>}
      </figcaption>
      <div ref={host} className={classes.plot} role="img" aria-label={summary(figure)} />
    </figure>
  );
}

const Value = ({ value, figure, word }: { value: number | null; figure: Figure; word: string }) =>
  value === null ? (
    <Unknown what={`${figure.name} ${word}`.trim()} />
  ) : (
    <b>{figure.unit.format(value)}</b>
  );

interface ChartHook {
  host: RefObject<HTMLDivElement | null>;
  chart: RefObject<StatsChart | null>;
  newest: RefObject<Pick<Props, 'figure' | 'onPoint'>>;
  /** Colours are read when it is made: another theme is another chart. */
  scheme: string;
  unit: Figure['unit'];
  lines: 1 | 2;
  sync: string;
}

function useChart({ host, chart, newest, scheme, unit, lines, sync }: ChartHook) {
  useEffect(() => {
    if (!host.current) return;
    const made = new StatsChart(host.current, {
      unit,
      lines,
      sync,
      colors: readColors(host.current),
      onPoint: (index) => {
        const { figure, onPoint } = newest.current;
        onPoint(index === null ? null : (figure.times[index] ?? null));
      },
    });
    chart.current = made;
    return () => {
      chart.current = null;
      made.dispose();
    };
  }, [host, chart, newest, scheme, unit, lines, sync]);
}
