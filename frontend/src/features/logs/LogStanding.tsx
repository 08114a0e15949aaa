import { SafeText } from '../../components/SafeText.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import type { LogSession } from './engine/session.ts';
import classes from './logs.module.css';
import { standingOf } from './words.ts';

/** Where the log ends or broke off, and what becomes of it. */
export function LogStanding({ session }: { session: LogSession }) {
  const standing = standingOf(session.phase);
  if (!standing) return null;
  const { tone, what, next, button, busy } = standing;
  return (
    <div
      className={classes.standing}
      data-tone={tone}
      role={tone === 'danger' ? 'alert' : 'status'}
    >
      {busy && <Spinner />}
      <span>
        <strong>{what}</strong> <SafeText text={next} />
      </span>
      {button !== null && (
        <button type="button" className="link-button" onClick={() => session.followAgain()}>
          {button}
        </button>
      )}
    </div>
  );
}
