import { useDelayed } from '../../hooks/useDelayed.ts';
import classes from './listStates.module.css';

const widths = [60, 45, 70, 52, 64];

/** Rows to come, after a moment: a quick answer must not flicker. */
export function HostsSkeleton() {
  const late = useDelayed(true, 150);
  return (
    <div className={classes.skeleton} role="status" aria-label="Loading the hosts">
      {late &&
        widths.map((width, index) => (
          <div key={index} className={classes.skeletonRow}>
            <span style={{ width: `${width}%` }} />
            <span />
            <span />
            <span style={{ width: `${100 - width / 2}%` }} />
          </div>
        ))}
    </div>
  );
}
