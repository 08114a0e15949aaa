import type { AgentToken } from '@archnest/backend/contract';
import { HostGlyph } from '../../../components/glyphs.tsx';
import type { ListColumn } from '../../../components/ListTable.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { Day, Time } from '../../../components/Time.tsx';
import { useNow } from '../../../hooks/useNow.ts';
import { formatExact, formatUntil, parseTime } from '../../../lib/format.ts';
import { visible } from '../../../lib/visible.ts';
import classes from './agents.module.css';

export const agentTokenColumns: readonly ListColumn<AgentToken>[] = [
  {
    id: 'host',
    label: 'Host ID',
    width: 'minmax(0, 1.2fr)',
    render: ({ hostId }) => <SafeText text={hostId} />,
  },
  {
    id: 'token',
    label: 'Token',
    width: '176px',
    render: ({ hint }) => <span className="mono">archnest_agent_…{visible(hint)}</span>,
  },
  {
    id: 'made',
    label: 'Made',
    width: 'minmax(0, 1.2fr)',
    render: ({ createdAt, createdBy }) => (
      <span>
        <Day at={Date.parse(createdAt)} />
        {createdBy !== null && (
          <span className={classes.quiet}>
            {' '}
            by <SafeText text={createdBy} />
          </span>
        )}
      </span>
    ),
  },
  {
    id: 'used',
    label: 'Last used',
    width: 'minmax(0, 1.3fr)',
    render: ({ lastUsedAt, lastAddress, expiresAt }) => (
      <span className={classes.used}>
        <Used at={parseTime(lastUsedAt)} by={lastAddress} />
        <Ends at={parseTime(expiresAt)} />
      </span>
    ),
  },
];

const Used = ({ at, by }: { at: number | null; by: string | null }) =>
  at === null ? (
    <span className={classes.quiet}>never</span>
  ) : (
    <span>
      <Time at={at} every={1_000} />
      {by !== null && (
        <>
          {' '}
          from <SafeText text={by} className="mono" />
        </>
      )}
    </span>
  );

/** Of a token that another one has replaced. */
function Ends({ at }: { at: number | null }) {
  const now = useNow(60_000);
  if (at === null) return null;
  return (
    <span className={classes.warn} data-tip={`Replaced. Taken until ${formatExact(at)}.`}>
      <HostGlyph status="stale" />
      ends {formatUntil(at, now)}
    </span>
  );
}
