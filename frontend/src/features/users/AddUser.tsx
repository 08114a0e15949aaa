import { newUser, type Role } from '@archnest/backend/contract';
import { useState } from 'react';
import { ApiError } from '../../api.ts';
import { DialogForm } from '../../components/DialogForm.tsx';
import { TextField } from '../../components/fields.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Segments } from '../../components/Segments.tsx';
import { sentence } from '../../lib/sentence.ts';
import { visible } from '../../lib/visible.ts';
import { useAddUser } from './queries.ts';
import { TemporaryPassword } from './TemporaryPassword.tsx';
import { roleHints, roles } from './userWords.ts';

/** Adds somebody and shows the password to hand over, this once. */
export default function AddUser({ onClose }: { onClose: () => void }) {
  const add = useAddUser();
  const password = add.data?.temporaryPassword;
  return (
    <Dialog
      title={add.data ? `${visible(add.data.user.username)} is added` : 'Add user'}
      size={460}
      onClose={onClose}
    >
      {add.data && typeof password === 'string' ? (
        <TemporaryPassword username={add.data.user.username} password={password} onDone={onClose} />
      ) : (
        <Fields add={add} onCancel={onClose} />
      )}
    </Dialog>
  );
}

function Fields({ add, onCancel }: { add: ReturnType<typeof useAddUser>; onCancel: () => void }) {
  const [username, setUsername] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('member');
  const [tried, setTried] = useState(false);
  const parsed = newUser.safeParse({ username, name: name.trim() || null, role });
  const refused = add.error instanceof ApiError ? add.error : null;
  const errorAt = (field: string) => {
    const local = parsed.error?.issues.find(({ path }) => path[0] === field)?.message;
    const message = (tried ? local : undefined) ?? refused?.issueAt(field);
    return message && sentence(message);
  };
  const submit = () => {
    setTried(true);
    if (parsed.success) add.mutate(parsed.data);
  };
  return (
    <DialogForm
      verb="Add user"
      said="A temporary password is made for them."
      pending={add.isPending}
      problem={refused?.issues.length ? undefined : add.error?.message}
      onCancel={onCancel}
      onSubmit={submit}
    >
      <TextField
        label="Username"
        value={username}
        maxLength={64}
        data-autofocus
        error={errorAt('username')}
        hint="They sign in with it."
        onValue={setUsername}
      />
      <TextField
        label={
          <>
            Name <span>optional</span>
          </>
        }
        value={name}
        maxLength={64}
        error={errorAt('name')}
        onValue={setName}
      />
      <Segments
        label="Role"
        options={roles}
        value={role}
        hint={roleHints[role]}
        onChange={setRole}
      />
    </DialogForm>
  );
}
