import type { Host } from '@archnest/backend/contract';
import { Link } from 'react-router';
import { Banner } from '../../components/Banner.tsx';
import { HostGlyph } from '../../components/glyphs.tsx';
import { standingOf } from '../../components/hostStanding.ts';
import { SafeText } from '../../components/SafeText.tsx';
import { formatClock, parseTime, plural } from '../../lib/format.ts';
import { hostsPath } from '../../paths.ts';
import classes from './hosts.module.css';

interface Props {
  hosts: readonly Host[];
  onShow: (host: Host) => void;
}

/** Down, or wrong in a way that the server has words for. */
const inTrouble = (host: Host) =>
  (host.status === 'offline' || host.status === 'unknown') && standingOf(host) === 'trouble';

/** Hosts that something is wrong with, wherever the table is scrolled to. Stale ones say so in their rows. */
export function HostsBanner({ hosts, onShow }: Props) {
  const troubled = hosts.filter(inTrouble);
  const [first] = troubled;
  if (!first) return null;
  const down = troubled.some((host) => host.status === 'offline');
  return (
    <Banner
      tone={down ? 'danger' : 'warn'}
      mark={<HostGlyph status={down ? 'offline' : 'unknown'} />}
      action={
        <>
          <Link
            className={classes.bannerLink}
            to={hostsPath(troubled.length === 1 ? { host: first.key } : { statuses: bad })}
          >
            Show {troubled.length === 1 ? 'error' : 'errors'}
          </Link>
          <button type="button" className={classes.bannerMore} onClick={() => onShow(first)}>
            Show {troubled.length === 1 ? 'host' : 'the first'}
          </button>
        </>
      }
    >
      {troubled.length === 1 ? <One host={first} /> : <Many troubled={troubled} all={hosts} />}
    </Banner>
  );
}

const bad = ['offline', 'unknown'] as const;

const One = ({ host }: { host: Host }) => (
  <>
    <strong>
      <SafeText text={host.name} />
    </strong>{' '}
    {host.status === 'offline' ? 'is offline' : 'has trouble'}:{' '}
    <SafeText text={host.statusDetail ?? 'it did not answer.'} />
    {host.status === 'offline' && <span className={classes.bannerMore}>{asOf(host)}</span>}
  </>
);

/** What of it is still shown, and how old that is. */
function asOf({ containerCount, lastSeenAt }: Host): string | null {
  const at = parseTime(lastSeenAt);
  if (!containerCount || at === null) return null;
  const are = containerCount === 1 ? 'is' : 'are';
  return ` Its ${plural(containerCount, 'container')} ${are} shown as of ${formatClock(at)}.`;
}

function Many({ troubled, all }: { troubled: readonly Host[]; all: readonly Host[] }) {
  const offline = troubled.every((host) => host.status === 'offline');
  return (
    <>
      <strong>
        {troubled.length} of {all.length} hosts {offline ? 'are offline' : 'have trouble'}.
      </strong>{' '}
      <SafeText text={troubled.map((host) => host.name).join(', ')} />
    </>
  );
}
