import type { Host } from '@archnest/backend/contract';
import { useDelayed } from '../hooks/useDelayed.ts';
import { useNow } from '../hooks/useNow.ts';
import { formatSince, parseTime } from '../lib/format.ts';
import { HostGlyph } from './glyphs.tsx';
import { isCutOff, standingOf } from './hostStanding.ts';
import classes from './HostTrouble.module.css';
import { SafeText } from './SafeText.tsx';
import { Time } from './Time.tsx';

interface Props {
  host: Host;
  /**
   * `full`: why. `row`: since when what stands below it is not known any more; why stands in the tooltip. `brief`: only
   * the age or the status, for narrow places.
   */
  form?: 'full' | 'row' | 'brief';
  /** `false` where the host's own mark stands beside it. */
  marked?: boolean;
}

/** Why a host is not simply online, once per host; nothing when it is. */
export function HostTrouble({ host, form = 'full', marked = true }: Props) {
  const now = useNow(60_000);
  const standing = standingOf(host);
  if (standing === 'fine' || (standing === 'unsettled' && form === 'brief')) return null;
  if (standing === 'unsettled') return <Unsettled host={host} marked={marked} />;
  const seen = parseTime(host.lastSeenAt);
  const offline = host.status === 'offline';
  const why = host.statusDetail ?? unexplained[host.status];
  return (
    <span className={classes.trouble} data-tone={offline ? 'danger' : 'warn'}>
      {marked && <HostGlyph status={host.status === 'online' ? 'stale' : host.status} />}
      {host.status === 'stale' && seen !== null ? (
        <span className="truncate">
          {form === 'brief' ? '' : 'Last report '}
          <Time at={seen} every={1_000} />
        </span>
      ) : isCutOff(host.status) && form !== 'full' && seen !== null ? (
        <SafeText
          text={cutOffWords(host.status, formatSince(seen, now), form)}
          className="truncate"
          tip={why}
        />
      ) : (
        <SafeText
          text={form === 'brief' ? briefly(host.status) : why}
          className="truncate"
          tip={form === 'brief' ? why : true}
        />
      )}
    </span>
  );
}

const cutOffWords = (status: Host['status'], since: string, form: 'row' | 'brief') =>
  form === 'row' ? `${briefly(status)} since ${since} · last known state` : `Since ${since}`;

/** Said only when it lasts, and never as trouble. */
function Unsettled({ host, marked }: { host: Host; marked: boolean }) {
  const lasts = useDelayed(true, 1_000);
  if (!lasts) return null;
  return (
    <span className={classes.trouble}>
      {marked && <HostGlyph status="unknown" />}
      <SafeText
        text={(host.statusDetail ?? unexplained.unknown).replace(/\.$/, '')}
        className="truncate"
        tip
      />
    </span>
  );
}

const briefly = (status: Host['status']) =>
  status === 'offline' ? 'Offline' : status === 'unverified' ? 'Unverified' : 'Trouble';

const unexplained: Record<Host['status'], string> = {
  online: '',
  stale: 'No report has come lately.',
  offline: 'Offline',
  unverified: 'Host key not confirmed',
  unknown: 'Not seen yet',
};
