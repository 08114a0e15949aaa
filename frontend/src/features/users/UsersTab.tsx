import { Button } from '@mantine/core';
import type { ManagedUser } from '@archnest/backend/contract';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { lazyOverlay } from '../../components/lazyPart.tsx';
import { ListTable } from '../../components/ListTable.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Meter } from '../../components/Meter.tsx';
import { Part } from '../../components/Part.tsx';
import { useUsers } from './queries.ts';
import { userColumns } from './userColumns.tsx';
import { UserMenu, type UserAct } from './UserMenu.tsx';
import { onlyAdmin, seatsOf } from './userWords.ts';
import classes from './users.module.css';

const AddUser = lazyOverlay(() => import('./AddUser.tsx'));
const EditUser = lazyOverlay(() => import('./EditUser.tsx'));
const ResetPassword = lazyOverlay(() => import('./ResetPassword.tsx'));
const TakeFactor = lazyOverlay(() => import('./TakeFactor.tsx'));
const DeleteUser = lazyOverlay(() => import('./DeleteUser.tsx'));

type Open = { what: 'add' } | { what: UserAct; user: ManagedUser };

/** Who may come in, and as what. */
export default function UsersTab({ meId }: { meId: number }) {
  const users = useUsers();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const seats = seatsOf(users.data ?? []);
  return (
    <Part
      page
      title="Users"
      about={users.data && <Seats {...seats} />}
      action={
        <Button
          variant="filled"
          leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
          disabled={seats.full}
          data-tip={
            seats.full ? 'All seats are taken. Deactivate or delete somebody first.' : undefined
          }
          onClick={() => setOpen({ what: 'add' })}
        >
          Add user
        </Button>
      }
    >
      <Loaded query={users} what="the users">
        {(data) => (
          <ListTable
            label="Users"
            columns={userColumns(meId)}
            rows={data}
            keyOf={({ id }) => id}
            faint={({ active }) => !active}
            actionsWidth="32px"
            actions={(user) => (
              <UserMenu
                user={user}
                self={user.id === meId}
                onlyAdmin={onlyAdmin(user, data)}
                onAct={(what) => setOpen({ what, user })}
              />
            )}
          />
        )}
      </Loaded>
      {open?.what === 'add' && <AddUser onClose={close} />}
      {open?.what === 'edit' && (
        <EditUser
          user={open.user}
          onlyAdmin={onlyAdmin(open.user, users.data ?? [])}
          seatsFull={seats.full}
          onClose={close}
        />
      )}
      {open?.what === 'reset' && <ResetPassword user={open.user} onClose={close} />}
      {open?.what === 'factor' && <TakeFactor user={open.user} onClose={close} />}
      {open?.what === 'delete' && <DeleteUser user={open.user} onClose={close} />}
    </Part>
  );
}

const Seats = ({ used, all }: { used: number; all: number }) => (
  <span className={classes.seats}>
    {used} of {all} seats used
    <Meter ratio={used / all} critical />
    <span className={classes.quiet}>Whoever is not active takes none.</span>
  </span>
);
