import { Button } from '@mantine/core';
import type { OwnSession } from '@archnest/backend/contract';
import { IconDeviceLaptop, IconDeviceMobile, IconTerminal2 } from '@tabler/icons-react';
import { useState } from 'react';
import { lazyOverlay } from '../../../components/lazyPart.tsx';
import { ListTable, RowAction, type ListColumn } from '../../../components/ListTable.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { Part, Tag } from '../../../components/Part.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { Day, Time } from '../../../components/Time.tsx';
import { visible } from '../../../lib/visible.ts';
import classes from '../settings.module.css';
import { deviceKind } from './deviceKind.ts';
import { useEndSession, useSessions } from './securityQueries.ts';

const EndOthers = lazyOverlay(() => import('./EndOthers.tsx'));

const icons = { phone: IconDeviceMobile, computer: IconDeviceLaptop, script: IconTerminal2 };

const columns: readonly ListColumn<OwnSession>[] = [
  {
    id: 'device',
    label: 'Device',
    width: 'minmax(0, 1.6fr)',
    render: ({ device, current }) => {
      const Icon = icons[deviceKind(device)];
      return (
        <>
          <span className={classes.device}>
            <Icon size={16} stroke={1.6} aria-hidden />
            <SafeText text={device} />
          </span>
          {current && <Tag>This session</Tag>}
        </>
      );
    },
  },
  {
    id: 'address',
    label: 'Address',
    width: 'minmax(0, 1fr)',
    render: ({ address }) => <SafeText text={address} className="mono" />,
  },
  {
    id: 'started',
    label: 'Signed in',
    width: 'minmax(0, 1fr)',
    render: ({ createdAt }) => <Day at={Date.parse(createdAt)} />,
  },
  {
    id: 'seen',
    label: 'Last seen',
    width: '96px',
    render: ({ current, lastSeenAt }) =>
      current ? 'now' : <Time at={Date.parse(lastSeenAt)} every={1_000} />,
  },
];

/** Where one is signed in. */
export function SessionList() {
  const sessions = useSessions();
  const end = useEndSession();
  const [asking, setAsking] = useState(false);
  const others = sessions.data?.filter(({ current }) => !current).length ?? 0;
  return (
    <Part
      title="Sessions"
      about="Where this account is signed in."
      action={others > 0 && <Button onClick={() => setAsking(true)}>End all others</Button>}
    >
      <Loaded query={sessions} what="the sessions">
        {(data) => (
          <ListTable
            label="Sessions"
            columns={columns}
            rows={data.toSorted((a, b) => Number(b.current) - Number(a.current))}
            keyOf={({ id }) => id}
            actions={({ id, current, device }) =>
              !current && (
                <RowAction
                  label={`End the session of ${visible(device)}`}
                  disabled={end.isPending}
                  onClick={() => end.mutate(id)}
                >
                  End
                </RowAction>
              )
            }
          />
        )}
      </Loaded>
      {end.error && !asking && (
        <p className={classes.problem} role="alert">
          {end.error.message}
        </p>
      )}
      {asking && <EndOthers others={others} onClose={() => setAsking(false)} />}
    </Part>
  );
}
