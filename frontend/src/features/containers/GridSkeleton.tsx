import { useDelayed } from '../../hooks/useDelayed.ts';
import classes from './states.module.css';

const rows = Array.from({ length: 12 }, (_, index) => 40 + ((index * 37) % 50));

/** Rows to come, after a moment: a quick answer must not flicker. */
export function GridSkeleton() {
  const late = useDelayed(true, 150);
  return (
    <div className={classes.skeleton} role="status" aria-label="Loading the containers">
      {late &&
        rows.map((width, index) => (
          <div key={index} className={classes.skeletonRow}>
            {[width, 60, 45, 55].map((share, cell) => (
              <span key={cell} style={{ width: `${share}%` }} />
            ))}
          </div>
        ))}
    </div>
  );
}
