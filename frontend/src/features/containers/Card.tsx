import { isCutOff } from '../../components/hostStanding.ts';
import { Meter } from '../../components/Meter.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { HealthView } from '../../components/StateView.tsx';
import { Time } from '../../components/Time.tsx';
import { Unknown } from '../../components/Unknown.tsx';
import { formatBytes, formatCpu } from '../../lib/format.ts';
import * as cells from './cells.tsx';
import classes from './card.module.css';
import { hasStatsLine } from './layout.ts';
import type { Own } from './own.ts';
import type { ContainerRow } from './view.ts';

interface Props {
  row: ContainerRow;
  showHost: boolean;
  step: Own['step'];
}

/** A container on a phone: two lines, three when it has numbers. */
export function Card({ row, showHost, step }: Props) {
  const { health, failingStreak } = row.container;
  const loud = (health === 'unhealthy' || health === 'starting') && !isCutOff(row.host.status);
  return (
    <>
      <div className={classes.line}>
        {cells.name(row)}
        <span className={classes.states}>
          {loud && <HealthView value={health} streak={failingStreak} />}
          {cells.state(row, { admin: false, step })}
        </span>
      </div>
      <div className={classes.line}>
        <span className={classes.image}>
          {cells.image(row)}
          {showHost && <SafeText text={row.host.name} className={`${classes.host} truncate`} />}
        </span>
        {row.startedAt !== null && !isCutOff(row.host.status) && (
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
    <span className={classes.quiet}>CPU</span>
    <Meter ratio={(row.cpu ?? 0) / 100} />
    <span className={classes.number} data-number>
      {row.cpu === null ? <Unknown what="CPU" /> : `${formatCpu(row.cpu)} %`}
    </span>
    <span className={classes.quiet}>Mem</span>
    {row.memoryRatio === null ? <span /> : <Meter ratio={row.memoryRatio} critical />}
    <span className={classes.number} data-number>
      {row.memory === null ? <Unknown what="Memory" /> : formatBytes(row.memory)}
    </span>
  </div>
);
