import type { Host } from '@archnest/backend/contract';
import { Link } from 'react-router';
import { Banner } from '../../components/Banner.tsx';
import { HostGlyph } from '../../components/glyphs.tsx';
import { standingOf } from '../../components/hostStanding.ts';
import { SafeText } from '../../components/SafeText.tsx';
import { StatusText } from '../../components/StatusText.tsx';
import { formatClock, parseTime, plural } from '../../lib/format.ts';
import { hostsPath } from '../../paths.ts';
import classes from './hosts.module.css';

interface Props {
  hosts: readonly Host[];
  /** Who may confirm a host key. */
  admin: boolean;
  onShow: (host: Host) => void;
}

/** Down, not to be trusted yet, or wrong in a way that the server has words for. */
const inTrouble = (host: Host) =>
  bad.some((status) => status === host.status) && standingOf(host) === 'trouble';

/** Hosts that something is wrong with, wherever the table is scrolled to. Stale ones say so in their rows. */
export function HostsBanner({ hosts, admin, onShow }: Props) {
  const troubled = hosts.filter(inTrouble);
  const [first] = troubled;
  if (!first) return null;
  const down = troubled.some((host) => host.status === 'offline');
  const mark = down ? 'offline' : first.status;
  const checksKey = admin && first.source === 'ssh' && first.status === 'unverified';
  return (
    <Banner
      tone={down ? 'danger' : 'warn'}
      mark={<HostGlyph status={mark} />}
      action={
        <>
          <Link
            className="link-button"
            to={hostsPath(
              troubled.length === 1 ? { host: first.key, checksKey } : { statuses: bad },
            )}
          >
            {troubled.length > 1 ? 'Show errors' : checksKey ? 'Check host key' : 'Show error'}
          </Link>
          <button
            type="button"
            className={`link-button ${classes.bannerMore}`}
            onClick={() => onShow(first)}
          >
            Show {troubled.length === 1 ? 'host' : 'the first'}
          </button>
        </>
      }
    >
      {troubled.length === 1 ? <One host={first} /> : <Many troubled={troubled} all={hosts} />}
    </Banner>
  );
}

const bad = ['offline', 'unverified', 'unknown'] as const;

const standing: Partial<Record<Host['status'], [is: string, unsaid: string]>> = {
  offline: ['is offline', 'it did not answer.'],
  unverified: ['is not verified', 'its host key is not confirmed.'],
};

function One({ host }: { host: Host }) {
  const [is, unsaid] = standing[host.status] ?? ['has trouble', 'it did not answer.'];
  return (
    <>
      <strong>
        <SafeText text={host.name} />
      </strong>{' '}
      {is}: <StatusText text={host.statusDetail ?? unsaid} />
      {host.status !== 'unknown' && <span className={classes.bannerMore}>{asOf(host)}</span>}
    </>
  );
}

/** What of it is still shown, and how old that is. */
function asOf({ containerCount, lastSeenAt }: Host): string | null {
  const at = parseTime(lastSeenAt);
  if (!containerCount || at === null) return null;
  const are = containerCount === 1 ? 'is' : 'are';
  return ` Its ${plural(containerCount, 'container')} ${are} shown as of ${formatClock(at)}.`;
}

const many: Partial<Record<Host['status'], string>> = {
  offline: 'are offline',
  unverified: 'are not verified',
};

function Many({ troubled, all }: { troubled: readonly Host[]; all: readonly Host[] }) {
  const [status, ...others] = new Set(troubled.map((host) => host.status));
  const is = (others.length === 0 && status && many[status]) || 'have trouble';
  return (
    <>
      <strong>
        {troubled.length} of {all.length} hosts {is}.
      </strong>{' '}
      <SafeText text={troubled.map((host) => host.name).join(', ')} />
    </>
  );
}
