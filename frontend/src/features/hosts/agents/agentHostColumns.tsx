import type { AgentHost } from '@archnest/backend/contract';
import { Link } from 'react-router';
import { HostGlyph } from '../../../components/glyphs.tsx';
import type { ListColumn } from '../../../components/ListTable.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { Time } from '../../../components/Time.tsx';
import { hostsPath } from '../../../paths.ts';
import classes from './agents.module.css';
import { skewWords } from './enrolSteps.ts';

export const agentHostColumns: readonly ListColumn<AgentHost>[] = [
  {
    id: 'host',
    label: 'Host',
    width: 'minmax(0, 1.4fr)',
    render: ({ hostId, hostname }) => (
      <span className={classes.names}>
        <Link to={hostsPath({ host: `agent:${hostId}` })}>
          <SafeText text={hostId} />
        </Link>
        {hostname !== hostId && (
          <small>
            <SafeText text={hostname} />
          </small>
        )}
      </span>
    ),
  },
  {
    id: 'report',
    label: 'Last report',
    width: 'minmax(0, 1fr)',
    render: ({ receivedAt, stale }) => (
      <span className={stale ? classes.warn : classes.mark}>
        <HostGlyph status={stale ? 'stale' : 'online'} />
        <Time at={Date.parse(receivedAt)} every={1_000} />
      </span>
    ),
  },
  {
    id: 'version',
    label: 'Agent',
    width: 'minmax(0, 1.3fr)',
    render: ({ agentVersion, updateAvailable }) => (
      <>
        <SafeText text={agentVersion} className={classes.version} />
        {updateAvailable && (
          <span
            className={classes.warn}
            data-tip="This server ships a newer agent. Run the installer again on the machine: it keeps the token."
          >
            Update available
          </span>
        )}
      </>
    ),
  },
  {
    id: 'clock',
    label: 'Clock',
    width: '112px',
    render: ({ clockSkewSeconds }) => <Clock seconds={clockSkewSeconds} />,
  },
  {
    id: 'token',
    label: 'Reports with',
    width: 'minmax(0, 1fr)',
    render: ({ token }) => <Token token={token} />,
  },
];

function Clock({ seconds }: { seconds: number | null }) {
  if (seconds === null) return <span className={classes.quiet}>—</span>;
  const off = skewWords(seconds);
  if (off === null) return <span className={classes.quiet}>in step</span>;
  return (
    <span
      className={classes.warn}
      data-tip="Set the time on that machine, with an NTP client for example. Nothing here trusts its clock."
    >
      {off}
    </span>
  );
}

function Token({ token }: { token: AgentHost['token'] }) {
  if (token === 'own') return <span>Its own token</span>;
  if (token === null) {
    return (
      <span
        className={classes.warn}
        data-tip="Its token was revoked: its next report is refused. Enrol it, or forget the host."
      >
        <HostGlyph status="unverified" />
        No token
      </span>
    );
  }
  return (
    <span
      className={classes.quiet}
      data-tip="ARCHNEST_AGENT_TOKEN opens the door to every host ID. Enrol this host to give it one of its own."
    >
      Shared token
    </span>
  );
}
