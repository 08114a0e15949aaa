import { formatClock, plural } from '../../lib/format.ts';
import type { LogSession } from './engine/session.ts';
import { FollowButton } from './FollowButton.tsx';
import classes from './logs.module.css';

/** How much is here, since when, and how fast it comes. */
export function LogFooter({ session, phone }: { session: LogSession; phone: boolean }) {
  const { buffer, rows } = session;
  const first = buffer.first();
  const filtered = rows.filter.stream !== null || rows.filter.levels !== null;
  const shown = `${rows.passing.length.toLocaleString('en')} of `;
  return (
    <div className={classes.footer}>
      <span>
        {filtered && shown}
        <b>{buffer.lines.toLocaleString('en')}</b> {buffer.lines === 1 ? 'line' : 'lines'}
        {!phone && first && !Number.isNaN(first.at) && ` since ${formatClock(first.at)}`}
      </span>
      {buffer.skipped > 0 && <span>{buffer.skipped.toLocaleString('en')} skipped</span>}
      {!phone && buffer.dropped > 0 && <span>{plural(buffer.dropped, 'older line')} dropped</span>}
      <span className={classes.end}>
        {phone ? (
          <FollowButton session={session} hint={false} />
        ) : (
          session.phase.kind === 'live' &&
          `${session.rate.toLocaleString('en')} ${session.rate === 1 ? 'line' : 'lines'}/s`
        )}
      </span>
    </div>
  );
}
