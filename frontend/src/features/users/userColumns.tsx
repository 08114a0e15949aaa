import type { ManagedUser } from '@archnest/backend/contract';
import { Avatar } from '../../components/Avatar.tsx';
import { HealthGlyph, HostGlyph } from '../../components/glyphs.tsx';
import type { ListColumn } from '../../components/ListTable.tsx';
import { Tag } from '../../components/Part.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { Time } from '../../components/Time.tsx';
import { parseTime } from '../../lib/format.ts';
import { nameOf } from './userWords.ts';
import classes from './users.module.css';

/** @param meId the reader's own id */
export const userColumns = (meId: number): readonly ListColumn<ManagedUser>[] => [
  {
    id: 'who',
    label: 'User',
    width: 'minmax(0, 1.6fr)',
    render: (user) => (
      <span className={classes.who}>
        <Avatar name={nameOf(user)} />
        <span className={classes.names}>
          <SafeText text={nameOf(user)} className="truncate" tip />
          {user.name !== null && (
            <small>
              <SafeText text={user.username} />
            </small>
          )}
        </span>
        {user.id === meId && <Tag>You</Tag>}
      </span>
    ),
  },
  {
    id: 'role',
    label: 'Role',
    width: '80px',
    render: ({ role }) => (role === 'admin' ? 'Admin' : 'Member'),
  },
  {
    id: 'state',
    label: 'State',
    width: 'minmax(152px, 1fr)',
    render: (user) => <State user={user} />,
  },
  {
    id: 'factor',
    label: 'Second factor',
    width: '104px',
    render: ({ totp }) =>
      totp ? (
        <span className={classes.mark}>
          <HealthGlyph value="healthy" />
          On
        </span>
      ) : (
        <span className={classes.quiet}>Off</span>
      ),
  },
  {
    id: 'seen',
    label: 'Last seen',
    width: '96px',
    render: ({ lastSeenAt }) => {
      const at = parseTime(lastSeenAt);
      return at === null ? <span className={classes.quiet}>never</span> : <Time at={at} />;
    },
  },
];

function State({ user }: { user: ManagedUser }) {
  if (!user.active) return <span>Deactivated</span>;
  if (!user.mustChangePassword) return <span>Active</span>;
  return (
    <span
      className={classes.warn}
      data-tip="Signed in or not, nothing works for them before they have chosen their own."
    >
      <HostGlyph status="stale" />
      Temporary password
    </span>
  );
}
