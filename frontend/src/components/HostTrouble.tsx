import type { Host } from '@archnest/backend/contract';
import { parseTime } from '../lib/format.ts';
import { HostGlyph } from './glyphs.tsx';
import classes from './HostTrouble.module.css';
import { SafeText } from './SafeText.tsx';
import { Time } from './Time.tsx';

interface Props {
  host: Host;
  /** Only the age or the status: for narrow places. */
  brief?: boolean;
  /** `false` where the host's own mark stands beside it. */
  marked?: boolean;
}

/** Why a host is not simply online, once per host; nothing when it is. */
export function HostTrouble({ host, brief = false, marked = true }: Props) {
  const seen = parseTime(host.lastSeenAt);
  if (host.status === 'online' && host.statusDetail === null) return null;
  const tone = host.status === 'offline' ? 'danger' : 'warn';
  const stale = host.status === 'stale' && seen !== null;
  return (
    <span className={classes.trouble} data-tone={tone}>
      {marked && <HostGlyph status={host.status === 'online' ? 'stale' : host.status} />}
      <span className="truncate">
        {stale && (
          <>
            {brief ? '' : 'Last report '}
            <Time at={seen} every={1_000} />
          </>
        )}
        {!stale && brief && (host.status === 'offline' ? 'Offline' : 'Trouble')}
        {!stale && !brief && <SafeText text={host.statusDetail ?? unexplained[host.status]} tip />}
      </span>
    </span>
  );
}

const unexplained: Record<Host['status'], string> = {
  online: '',
  stale: 'No report has come lately.',
  offline: 'Offline',
  unverified: 'Host key not verified',
  unknown: 'Not seen yet',
};
