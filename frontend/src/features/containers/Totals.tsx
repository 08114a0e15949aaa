import { formatBytes, formatCpu } from '../../lib/format.ts';
import type { Totals as Sums } from './group.ts';
import classes from './toolbar.module.css';

interface Props {
  shown: number;
  all: number;
  totals: Sums;
  /** What the machines have, in bytes; `null` unless it is known of all of them. */
  memoryOfHosts: number | null;
  /** Only the count. */
  brief: boolean;
}

const figure = (count: number) => count.toLocaleString('en');

export const Totals = ({ shown, all, totals, memoryOfHosts, brief }: Props) => (
  <div className={classes.totals} role="status">
    <span>
      <b>{figure(shown)}</b> of {figure(all)}
      <span className="sr-only"> containers</span>
    </span>
    {!brief && totals.cpu !== null && (
      <span data-tip="Sum of what is reported; 100 % is one core">
        CPU <b>{formatCpu(totals.cpu)} %</b>
      </span>
    )}
    {!brief && totals.memory !== null && (
      <span data-tip="Sum of what is reported">
        Mem <b>{formatBytes(totals.memory)}</b>
        {memoryOfHosts !== null && <> / {formatBytes(memoryOfHosts)}</>}
      </span>
    )}
  </div>
);
