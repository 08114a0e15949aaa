import { useDelayed } from '../hooks/useDelayed.ts';
import classes from './Failed.module.css';
import { Spinner } from './Spinner.tsx';

/** After a moment: what comes at once must not flicker. */
export const PartLoading = () =>
  useDelayed(true, 400) && (
    <div className={classes.part} role="status">
      <Spinner />
      Loading
    </div>
  );
