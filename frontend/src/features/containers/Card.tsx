import { Meter } from '../../components/Meter.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { HealthView, StateView } from '../../components/StateView.tsx';
import { Time } from '../../components/Time.tsx';
import { formatBytes, formatCpu } from '../../lib/format.ts';
import * as cells from './cells.tsx';
import classes from './card.module.css';
import { hasStatsLine } from './layout.ts';
import type { ContainerRow } from './view.ts';

/** A container on a phone: two lines, three when it has numbers. */
export function Card({ row, showHost }: { row: ContainerRow; showHost: boolean }) {
  const { health, exitCode } = row.container;
  const loud = (health === 'unhealthy' || health === 'starting') && row.host.status !== 'offline';
  return (
    <>
      <div className={classes.line}>
        {cells.name(row)}
        <span className={classes.states}>
          {loud && <HealthView value={health} />}
          <StateView shape={row.shape} word={row.word} exitCode={exitCode} />
        </span>
      </div>
      <div className={classes.line}>
        <span className={classes.image}>
          {cells.image(row)}
          {showHost && <SafeText text={row.host.name} className={`${classes.host} truncate`} />}
        </span>
        {row.startedAt !== null && (
          <span className={classes.quiet}>
            <Time at={row.startedAt} form="span" />
          </span>
        )}
      </div>
      {hasStatsLine(row) && <Stats row={row} />}
    </>
  );
}

const Stats = ({ row }: { row: ContainerRow }) => (
  <div className={classes.stats}>
    {row.cpu !== null && (
      <>
        <span className={classes.quiet}>CPU</span>
        <Meter ratio={row.cpu / 100} />
        <span className={classes.number} data-number>
          {formatCpu(row.cpu)} %
        </span>
      </>
    )}
    {row.memory !== null && (
      <>
        <span className={classes.quiet}>Mem</span>
        {row.memoryRatio !== null && <Meter ratio={row.memoryRatio} critical />}
        <span className={classes.number} data-number>
          {formatBytes(row.memory)}
        </span>
      </>
    )}
  </div>
);
