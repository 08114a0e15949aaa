import { HostGlyph } from '../../components/glyphs.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { useLive } from '../../hooks/useLive.ts';
import { plural } from '../../lib/format.ts';
import type { LiveState } from '../../liveState.ts';
import classes from './hosts.module.css';

/** `Live 5 of 7 hosts`: whether what is shown is current, and how much of it. */
export function LiveIndicator({ brief }: { brief: boolean }) {
  const state = useLive();
  return (
    <span className={classes.live} role="status">
      {content(state, brief)}
    </span>
  );
}

function content({ phase, asOf, hosts }: LiveState, brief: boolean) {
  if (phase === 'lost') {
    return (
      <>
        <Spinner />
        {asOf === null ? 'Connecting' : 'Reconnecting'}
      </>
    );
  }
  if (hosts === null) return null;
  if (hosts.length === 0) {
    return (
      <>
        <HostGlyph status="unknown" />
        No hosts yet
      </>
    );
  }
  const online = hosts.filter((host) => host.status === 'online').length;
  const all = online === hosts.length;
  const some = brief ? `${hosts.length}` : plural(hosts.length, 'host');
  return (
    <>
      <HostGlyph status={online > 0 ? 'online' : 'stale'} />
      <b>Live</b>
      <span className={classes.liveCount}>
        {all ? plural(online, 'host') : `${online} of ${some}`}
      </span>
    </>
  );
}
