import { useId, useMemo, useState } from 'react';
import { useNow } from '../../hooks/useNow.ts';
import { useSamples } from '../../hooks/useSamples.ts';
import { useShown } from '../../hooks/useShown.ts';
import { Chart } from './Chart.tsx';
import classes from './charts.module.css';
import { figuresOf, type Machine } from './figures.ts';
import { Lead } from './lead.ts';
import type { ChartTarget } from './target.ts';

interface Props {
  target: ChartTarget;
  phone: boolean;
  machine: Machine | null;
  /** The moment that is pointed at, in milliseconds; `null` shows the newest. */
  pointed: number | null;
  onPoint: (at: number | null) => void;
}

/** What a container used in the last five minutes, as it comes. */
export default function StatsCharts({ target, phone, machine, pointed, onPoint }: Props) {
  const key = `${target.hostKey}/${target.containerId}`;
  useShown([key]);
  const samples = useSamples(key);
  const sync = useId();
  const [lead] = useState(() => new Lead());
  const figures = useMemo(() => figuresOf(samples, machine), [samples, machine]);
  const newest = samples.at(-1);
  const now = lead.now(newest?.at ?? null, useNow(1_000));

  if (!target.running && newest === undefined) {
    return <p className={classes.empty}>Not running: there is nothing to measure.</p>;
  }
  if (samples.length < 2) {
    return (
      <p className={classes.empty} role="status">
        Waiting for the first samples
      </p>
    );
  }
  return (
    <div className={classes.charts} data-phone={phone || undefined}>
      <div className={classes.grid}>
        {figures.map((figure) => (
          <Chart
            key={figure.id}
            figure={figure}
            now={now / 1000}
            sync={sync}
            pointed={pointed === null ? null : pointed / 1000}
            onPoint={(time) => onPoint(time === null ? null : time * 1000)}
          />
        ))}
      </div>
    </div>
  );
}
