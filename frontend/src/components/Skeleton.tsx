import { useDelayed } from '../hooks/useDelayed.ts';
import classes from './Skeleton.module.css';

interface Props {
  /** Completes "Loading …". */
  what: string;
  /** So many are likely to come. */
  rows: number;
  /** It stands where text stands, without a list's own edges. */
  bare?: boolean;
}

/** Rows to come, after a moment. */
export function Skeleton({ what, rows, bare = false }: Props) {
  const late = useDelayed(true, 150);
  return (
    <div
      className={classes.rows}
      data-bare={bare || undefined}
      data-late={late || undefined}
      role="status"
      aria-label={`Loading ${what}`}
    >
      {Array.from({ length: rows }, (_row, index) => (
        <div key={index} className={classes.row}>
          {[40 + ((index * 37) % 50), 60, 45, 55].map((share, cell) => (
            <span key={cell} style={{ width: `${share}%` }} />
          ))}
        </div>
      ))}
    </div>
  );
}
