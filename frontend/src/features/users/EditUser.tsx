import { userPatch, type ManagedUser, type UserPatch } from '@archnest/backend/contract';
import { useState } from 'react';
import { ApiError } from '../../api.ts';
import { Option } from '../../components/Check.tsx';
import { DialogForm } from '../../components/DialogForm.tsx';
import { TextField } from '../../components/fields.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Segments } from '../../components/Segments.tsx';
import { sentence } from '../../lib/sentence.ts';
import { visible } from '../../lib/visible.ts';
import { usePatchUser } from './queries.ts';
import { changesOf, consequenceOf } from './userChanges.ts';
import { roleHints, roles } from './userWords.ts';
import classes from './users.module.css';

interface Props {
  user: ManagedUser;
  /** Nobody else is left who could manage. */
  onlyAdmin: boolean;
  seatsFull: boolean;
  onClose: () => void;
}

export default function EditUser({ user, onlyAdmin, seatsFull, onClose }: Props) {
  const [fields, setFields] = useState({ ...user, name: user.name ?? '' });
  const save = usePatchUser();
  const patch: UserPatch = changesOf(user, fields);
  const parsed = userPatch.safeParse(patch);
  const refused = save.error instanceof ApiError ? save.error : null;
  const errorAt = (field: string) => {
    const local = parsed.error?.issues.find(({ path }) => path[0] === field)?.message;
    const message = local ?? refused?.issueAt(field);
    return message && sentence(message);
  };
  const noSeat = seatsFull && !user.active;
  return (
    <Dialog title={`Edit ${visible(user.username)}`} size={460} onClose={onClose}>
      <DialogForm
        verb="Save"
        said={consequenceOf(patch)}
        pending={save.isPending}
        disabled={Object.keys(patch).length === 0 || !parsed.success}
        problem={refused?.issues.length ? undefined : save.error?.message}
        onCancel={onClose}
        onSubmit={() => save.mutate({ id: user.id, patch }, { onSuccess: onClose })}
      >
        <TextField
          label="Username"
          value={fields.username}
          maxLength={64}
          data-autofocus
          error={errorAt('username')}
          onValue={(username) => setFields({ ...fields, username })}
        />
        <TextField
          label={
            <>
              Name <span>optional</span>
            </>
          }
          value={fields.name}
          maxLength={64}
          error={errorAt('name')}
          onValue={(name) => setFields({ ...fields, name })}
        />
        <Segments
          label="Role"
          options={roles}
          value={fields.role}
          disabled={onlyAdmin}
          hint={
            onlyAdmin
              ? 'The only active admin stays one: make somebody else an admin first.'
              : roleHints[fields.role]
          }
          onChange={(role) => setFields({ ...fields, role })}
        />
        {!onlyAdmin && !noSeat && (
          <Option checked={fields.active} onChange={(active) => setFields({ ...fields, active })}>
            Active: may sign in, and takes a seat
          </Option>
        )}
        {noSeat && (
          <p className={classes.given}>
            All seats are taken. Deactivate or delete somebody before you activate this account.
          </p>
        )}
      </DialogForm>
    </Dialog>
  );
}
