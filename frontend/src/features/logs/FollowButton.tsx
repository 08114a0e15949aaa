import { Spinner } from '../../components/Spinner.tsx';
import { plural } from '../../lib/format.ts';
import type { LogSession } from './engine/session.ts';
import classes from './logs.module.css';

/** What it says is what is the case: a log that is not connected does not follow. */
export function FollowButton({ session, hint }: { session: LogSession; hint: boolean }) {
  const { phase, following, unseen } = session;
  if (phase.kind === 'ended' || phase.kind === 'failed' || phase.kind === 'closed') {
    return <span className={classes.follow}>{phase.kind === 'failed' ? 'Failed' : 'Ended'}</span>;
  }
  if (phase.kind !== 'live') {
    return (
      <span className={classes.follow}>
        <Spinner /> {phase.kind === 'lost' ? 'Reconnecting' : 'Connecting'}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={classes.follow}
      data-state={following ? 'following' : 'paused'}
      aria-pressed={following}
      aria-keyshortcuts="Space"
      onClick={() => session.setFollowing(!following)}
    >
      {following && <span className={classes.dot} aria-hidden />}
      <b>{following ? 'Following' : 'Paused'}</b>
      {!following && unseen > 0 && hint && <span>{plural(unseen, 'new line')}</span>}
      {hint && <span className={classes.hint}>Space {following ? 'pauses' : 'follows'}</span>}
    </button>
  );
}
