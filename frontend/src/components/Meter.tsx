import classes from './Meter.module.css';

interface Props {
  /** Used share, 0 to 1 and above. */
  ratio: number;
  /** Warn from 80 %, and with `critical` danger from 95 %: only a hard limit is critical. */
  critical?: boolean;
}

const level = (ratio: number, critical: boolean) =>
  ratio >= 0.95 && critical ? 'danger' : ratio >= 0.8 ? 'warn' : 'normal';

/** A bar beside its number, which says the same in figures. */
export const Meter = ({ ratio, critical = false }: Props) => (
  <span className={classes.track} aria-hidden>
    <span
      className={classes.fill}
      data-level={level(ratio, critical)}
      style={{ width: `${Math.min(1, Math.max(0, ratio)) * 100}%` }}
    />
  </span>
);
