import type { ManagedUser } from '@archnest/backend/contract';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { TextField } from '../../components/fields.tsx';
import { visible } from '../../lib/visible.ts';
import { useDeleteUser } from './queries.ts';
import { confirms } from './userWords.ts';
import classes from './users.module.css';

interface Props {
  user: ManagedUser;
  onClose: () => void;
}

/** Asks for the name, since nothing brings an account back. */
export default function DeleteUser({ user, onClose }: Props) {
  const [typed, setTyped] = useState('');
  const remove = useDeleteUser();
  const name = visible(user.username);
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      verb={`Delete ${name}`}
      stays="What they did stays in the audit."
      disabled={!confirms(typed, user.username)}
      pending={remove.isPending}
      error={remove.error?.message}
      onClose={onClose}
      onConfirm={() => remove.mutate(user.id, { onSuccess: onClose })}
    >
      <p className={classes.given}>
        Their account, sessions and API tokens are gone at once, and cannot be brought back. To lock
        them out for a while, deactivate them instead.
      </p>
      <div className={classes.confirm}>
        <TextField
          label={
            <>
              Type <b>{name}</b> to confirm
            </>
          }
          value={typed}
          onValue={setTyped}
        />
      </div>
    </ConfirmDialog>
  );
}
