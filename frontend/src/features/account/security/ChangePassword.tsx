import type { Profile } from '@archnest/backend/contract';
import { Dialog } from '../../../components/Dialog.tsx';
import { DialogForm } from '../../../components/DialogForm.tsx';
import { PasswordFields } from '../PasswordFields.tsx';
import { usePasswordForm } from '../usePasswordForm.ts';

interface Props {
  me: Profile;
  onClose: () => void;
}

export default function ChangePassword({ me, onClose }: Props) {
  const form = usePasswordForm(onClose);
  return (
    <Dialog title="Change password" size={440} onClose={onClose}>
      <DialogForm
        verb="Change password"
        said="Your other sessions end."
        pending={form.pending}
        problem={form.problem}
        onCancel={onClose}
        onSubmit={form.submit}
      >
        <PasswordFields current="Current password" username={me.username} errors={form.errors} />
      </DialogForm>
    </Dialog>
  );
}
