import type { ManagedUser } from '@archnest/backend/contract';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { visible } from '../../lib/visible.ts';
import { useResetPassword } from './queries.ts';
import { TemporaryPassword } from './TemporaryPassword.tsx';

interface Props {
  user: ManagedUser;
  onClose: () => void;
}

/** For who has forgotten theirs. */
export default function ResetPassword({ user, onClose }: Props) {
  const reset = useResetPassword();
  const name = visible(user.username);
  if (reset.data) {
    return (
      <Dialog title={`New password of ${name}`} size={460} onClose={onClose}>
        <TemporaryPassword
          username={user.username}
          password={reset.data.temporaryPassword}
          onDone={onClose}
        />
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      title={`Reset the password of ${name}?`}
      verb="Reset password"
      stays={user.totp ? 'Their second factor stays on.' : 'Their role stays.'}
      pending={reset.isPending}
      error={reset.error?.message}
      onClose={onClose}
      onConfirm={() => reset.mutate(user.id)}
    >
      They are signed out everywhere at once, and their old password is void. You get a temporary
      one to hand over.
    </ConfirmDialog>
  );
}
