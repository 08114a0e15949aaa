import { Spinner } from '../../components/Spinner.tsx';
import { capacity } from './engine/buffer.ts';
import type { LogSession } from './engine/session.ts';
import classes from './lines.module.css';

/** What is before the first line. */
export function LogHead({ session, downloadUrl }: { session: LogSession; downloadUrl: string }) {
  const { buffer } = session;
  const { older } = session.backlog;
  if (buffer.lines === 0) return null;
  if (buffer.full || buffer.dropped > 0) {
    return (
      <div className={classes.head}>
        {buffer.dropped > 0 ? 'Older lines were dropped: this view' : 'This view'} keeps the newest{' '}
        {capacity.toLocaleString('en')}.
        <a href={downloadUrl} download>
          Download the whole log
        </a>
      </div>
    );
  }
  if (older === 'far') {
    return (
      <div className={classes.head}>
        Older lines are too far back to be loaded.
        <a href={downloadUrl} download>
          Download the whole log
        </a>
      </div>
    );
  }
  if (older === 'start') return <div className={classes.head}>The log begins here</div>;
  if (older === 'failed') {
    return (
      <div className={classes.head} role="alert">
        Older lines could not be loaded.
        <button type="button" onClick={() => void session.backlog.loadOlder()}>
          Try again
        </button>
      </div>
    );
  }
  return (
    <div className={classes.head}>
      {older === 'loading' ? (
        <>
          <Spinner /> Loading older lines
        </>
      ) : (
        <button type="button" onClick={() => void session.backlog.loadOlder()}>
          Load older lines
        </button>
      )}
    </div>
  );
}
