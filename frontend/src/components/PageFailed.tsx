import classes from './Failed.module.css';

/** What stands where a whole page failed to draw. */
export const PageFailed = ({ error }: { error: unknown }) => (
  <div className={classes.page} role="alert">
    <h1>This page failed to draw</h1>
    <p>
      {error instanceof Error ? error.message : 'The cause is unknown.'} If ArchNest was updated
      just now, loading it again is enough.
    </p>
    <button type="button" className={classes.reload} onClick={() => window.location.reload()}>
      Load again
    </button>
  </div>
);
