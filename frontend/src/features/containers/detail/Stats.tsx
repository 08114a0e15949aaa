import type { ContainerStats, Host } from '@archnest/backend/contract';
import { useState } from 'react';
import { isCutOff } from '../../../components/hostStanding.ts';
import { Meter } from '../../../components/Meter.tsx';
import { Time } from '../../../components/Time.tsx';
import { Unknown } from '../../../components/Unknown.tsx';
import { useSamples } from '../../../hooks/useSamples.ts';
import { formatBytes, formatClock, formatCpu, parseTime } from '../../../lib/format.ts';
import { useTarget, type SectionViews } from '../target.ts';
import type { ContainerRow } from '../view.ts';
import classes from './detail.module.css';
import { Nothing, NotReported, Section } from './Section.tsx';

interface Props {
  row: ContainerRow;
  host: Host;
  phone: boolean;
  Charts: SectionViews['charts'];
}

/** How much it takes: curves where samples come live, else the last sample with its age. */
export function Stats({ row, host, phone, Charts }: Props) {
  const { can } = row.host;
  if (!can.live || !can.stats || isCutOff(host.status)) return <LastSample row={row} host={host} />;
  return <Curves row={row} host={host} phone={phone} Charts={Charts} />;
}

/** What is below does not jump when the curves come. */
function Curves({ row, host, phone, Charts }: Props) {
  const target = useTarget(row);
  const [pointed, onPoint] = useState<number | null>(null);
  const drawn = useSamples(row.key).length > 1;
  const newest = target.running ? 'Live, last 5 min' : 'Last 5 min';
  return (
    <Section
      id="stats"
      title="Stats"
      aside={drawn ? <span>{pointed === null ? newest : formatClock(pointed)}</span> : undefined}
    >
      <div className={classes.curves} data-running={target.running || undefined}>
        <Charts
          target={target}
          phone={phone}
          machine={host.engine}
          pointed={pointed}
          onPoint={onPoint}
        />
      </div>
    </Section>
  );
}

/** One sample, with its age: a source that pushes has no curve to show. */
function LastSample({ row, host }: { row: ContainerRow; host: Host }) {
  const { stats, state } = row.container;
  const seen = parseTime(host.lastSeenAt);
  return (
    <Section
      id="stats"
      title="Stats"
      aside={
        stats !== null && seen !== null ? (
          <span>
            as reported <Time at={seen} every={1_000} />
          </span>
        ) : undefined
      }
    >
      {stats === null && state === 'running' && <NotReported />}
      {stats === null && state !== 'running' && (
        <Nothing>Not running: there is nothing to measure.</Nothing>
      )}
      {stats !== null && <Numbers stats={stats} row={row} />}
    </Section>
  );
}

const Numbers = ({ stats, row }: { stats: ContainerStats; row: ContainerRow }) => (
  <div className={classes.stats}>
    <Gauge
      name="CPU"
      value={row.cpu === null ? null : `${formatCpu(row.cpu)} %`}
      ratio={row.cpu === null ? null : row.cpu / 100}
      scale="of one core"
    />
    <Gauge
      name="Memory"
      value={row.memory === null ? null : formatBytes(row.memory)}
      ratio={row.memoryRatio}
      scale={stats.memLimit ? `limit ${formatBytes(stats.memLimit)}` : 'no limit known'}
      critical
    />
    <Pair name="Network" left={['received', stats.netRxBytes]} right={['sent', stats.netTxBytes]} />
    <Pair
      name="Block I/O"
      left={['read', stats.blockReadBytes]}
      right={['written', stats.blockWriteBytes]}
    />
    <div className={classes.figure}>
      <span>Processes</span>
      {stats.pids === null ? <Unknown what="Processes" /> : <b>{stats.pids}</b>}
    </div>
  </div>
);

interface GaugeProps {
  name: string;
  value: string | null;
  ratio: number | null;
  scale: string;
  critical?: boolean;
}

const Gauge = ({ name, value, ratio, scale, critical = false }: GaugeProps) => (
  <div className={classes.gauge}>
    <div className={classes.gaugeHead}>
      <span>{name}</span>
      {value === null ? <Unknown what={name} /> : <b>{value}</b>}
      {value !== null && <span className={classes.scale}>{scale}</span>}
    </div>
    {ratio !== null && <Meter ratio={ratio} critical={critical} />}
  </div>
);

type Amount = [word: string, bytes: number | null];

/** Totals since the container started. */
const Pair = ({ name, left, right }: { name: string; left: Amount; right: Amount }) => (
  <div className={classes.figure} data-tip="Since it started">
    <span>{name}</span>
    {[left, right].map(([word, bytes]) => (
      <span key={word} className={classes.amount}>
        {bytes === null ? <Unknown what={`${name} ${word}`} /> : <b>{formatBytes(bytes)}</b>} {word}
      </span>
    ))}
  </div>
);
