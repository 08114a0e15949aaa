import { Button } from '@mantine/core';
import type { ApiToken, Role } from '@archnest/backend/contract';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { HostGlyph, StateGlyph } from '../../../components/glyphs.tsx';
import { lazyOverlay } from '../../../components/lazyPart.tsx';
import { ListTable, RowAction, type ListColumn } from '../../../components/ListTable.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { Nothing, Part } from '../../../components/Part.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { Day, Time } from '../../../components/Time.tsx';
import { useNow } from '../../../hooks/useNow.ts';
import { formatExact, formatUntil, parseTime } from '../../../lib/format.ts';
import { visible } from '../../../lib/visible.ts';
import classes from '../settings.module.css';
import { standingOf } from './expiry.ts';
import { useApiTokens } from './securityQueries.ts';

const NewToken = lazyOverlay(() => import('./NewToken.tsx'));
const RevokeToken = lazyOverlay(() => import('./RevokeToken.tsx'));

const columns: readonly ListColumn<ApiToken>[] = [
  {
    id: 'name',
    label: 'Name',
    width: 'minmax(0, 1.2fr)',
    render: ({ name }) => <SafeText text={name} />,
  },
  {
    id: 'token',
    label: 'Token',
    width: '164px',
    render: ({ hint }) => <span className="mono">archnest_pat_…{visible(hint)}</span>,
  },
  {
    id: 'scope',
    label: 'Scope',
    width: '64px',
    render: ({ scope }) => (scope === 'manage' ? 'Manage' : 'Read'),
  },
  {
    id: 'expires',
    label: 'Expires',
    width: '120px',
    render: ({ expiresAt }) => <Expires at={parseTime(expiresAt)} />,
  },
  {
    id: 'used',
    label: 'Last used',
    width: 'minmax(0, 1.4fr)',
    render: ({ lastUsedAt, lastAddress }) => <Used at={parseTime(lastUsedAt)} by={lastAddress} />,
  },
];

function Expires({ at }: { at: number | null }) {
  const now = useNow(60_000);
  if (at === null) return <span className={classes.quiet}>never</span>;
  const standing = standingOf(at, now);
  if (standing === 'over') {
    return (
      <span className={classes.device}>
        <StateGlyph shape="exited" />
        <span>
          Expired <Day at={at} />
        </span>
      </span>
    );
  }
  const said = formatUntil(at, now);
  if (standing === 'fine') return <span data-tip={formatExact(at)}>{said}</span>;
  return (
    <span className={classes.soon} data-tip={formatExact(at)}>
      <HostGlyph status="stale" />
      {said}
    </span>
  );
}

const Used = ({ at, by }: { at: number | null; by: string | null }) =>
  at === null ? (
    <span className={classes.quiet}>never</span>
  ) : (
    <span>
      <Time at={at} />
      {by !== null && (
        <>
          {' '}
          from <SafeText text={by} className="mono" />
        </>
      )}
    </span>
  );

type Open = { what: 'new' } | { what: 'revoke'; token: ApiToken };

/** For scripts. */
export function ApiTokens({ role }: { role: Role }) {
  const tokens = useApiTokens();
  const now = useNow(60_000);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const isOver = ({ expiresAt }: ApiToken) => standingOf(parseTime(expiresAt), now) === 'over';
  return (
    <Part
      title="API tokens"
      about="For scripts. Shown once, stored as a hash, never above your role."
      action={
        <Button
          variant="filled"
          leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
          onClick={() => setOpen({ what: 'new' })}
        >
          New token
        </Button>
      }
    >
      <Loaded query={tokens} what="the API tokens">
        {(data) =>
          data.length === 0 ? (
            <Nothing>No tokens. A script signs in with one instead of your password.</Nothing>
          ) : (
            <ListTable
              label="API tokens"
              columns={columns}
              rows={data}
              keyOf={({ id }) => id}
              faint={isOver}
              actions={(token) => (
                <RowAction
                  label={`${isOver(token) ? 'Delete' : 'Revoke'} ${visible(token.name)}`}
                  danger
                  onClick={() => setOpen({ what: 'revoke', token })}
                >
                  {isOver(token) ? 'Delete' : 'Revoke'}
                </RowAction>
              )}
            />
          )
        }
      </Loaded>
      {open?.what === 'new' && <NewToken role={role} onClose={close} />}
      {open?.what === 'revoke' && (
        <RevokeToken token={open.token} over={isOver(open.token)} onClose={close} />
      )}
    </Part>
  );
}
