import { IconArrowDown } from '@tabler/icons-react';
import { plural } from '../../lib/format.ts';
import type { LogSession } from './engine/session.ts';
import classes from './logs.module.css';

/**
 * Over the end of the list while it is not followed: the way there. How much is below stands on a
 * phone here, and elsewhere in the button that follows.
 */
export function JumpButton({ session, phone }: { session: LogSession; phone: boolean }) {
  if (session.following || session.buffer.lines === 0) return null;
  return (
    <button
      type="button"
      className={classes.jump}
      aria-label="Jump to the newest line"
      data-new={session.unseen > 0 || undefined}
      onClick={() => session.setFollowing(true)}
    >
      {phone && session.unseen > 0 ? (
        plural(session.unseen, 'new line')
      ) : (
        <>
          <IconArrowDown size={16} stroke={1.6} aria-hidden /> Newest
        </>
      )}
    </button>
  );
}
