import type { Host } from '@archnest/backend/contract';
import { HostGlyph } from '../../components/glyphs.tsx';
import { standingOf } from '../../components/hostStanding.ts';
import { StatusText } from '../../components/StatusText.tsx';
import { Time } from '../../components/Time.tsx';
import { formatClock, parseTime } from '../../lib/format.ts';
import { hasStatus, jumpHostWord, statusWords, type HostRow } from './hostsView.ts';
import classes from './list.module.css';

/** Shape, colour and word. */
export function HostStatusView({ row }: { row: HostRow }) {
  const { status } = row.host;
  return (
    <span className={classes.status} data-status={status}>
      {hasStatus(row) ? (
        <>
          <HostGlyph status={status} />
          {statusWords[status]}
        </>
      ) : (
        jumpHostWord
      )}
    </span>
  );
}

/** When anything was heard of it last; of a live host that is now. */
export function LastSeen({ host }: { host: Host }) {
  const at = parseTime(host.lastSeenAt);
  if (host.status === 'online' && host.capabilities.includes('live')) return 'now';
  if (at === null) return <span className={classes.quiet}>never</span>;
  return <Time at={at} every={1_000} />;
}

/**
 * Why it is not simply online, and since when; `null` when there is nothing to say. That a live host is being
 * connected to is no trouble: it passes in a moment, and a line for it would make the list jump.
 * @param whole there is room for whole fingerprints
 */
export function troubleOf(host: Host, whole = false) {
  if (standingOf(host) === 'unsettled') return null;
  if (host.statusDetail !== null) return <StatusText text={host.statusDetail} whole={whole} />;
  const at = parseTime(host.lastSeenAt);
  const since = at === null ? '' : ` since ${formatClock(at)}`;
  switch (host.status) {
    case 'stale':
      return `No report${since}. See whether its agent runs.`;
    case 'offline':
      return `It has not answered${since}.`;
    case 'unverified':
      return 'Its host key is not confirmed yet.';
    case 'online':
    case 'unknown':
      return null;
  }
}
