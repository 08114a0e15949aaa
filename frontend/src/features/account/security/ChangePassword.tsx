import { Button } from '@mantine/core';
import type { Profile } from '@archnest/backend/contract';
import { FormDialog } from '../../../components/FormDialog.tsx';
import dialog from '../../../components/FormDialog.module.css';
import { PasswordFields } from '../PasswordFields.tsx';
import { usePasswordForm } from '../usePasswordForm.ts';

interface Props {
  me: Profile;
  onClose: () => void;
}

export default function ChangePassword({ me, onClose }: Props) {
  const form = usePasswordForm(onClose);
  return (
    <FormDialog title="Change password" size={440} onClose={onClose}>
      <form className={dialog.frame} onSubmit={form.submit} noValidate>
        <div className={dialog.scroll}>
          <div className={dialog.fields}>
            <PasswordFields
              current="Current password"
              username={me.username}
              errors={form.errors}
            />
          </div>
          {form.problem && (
            <p className={dialog.problem} role="alert">
              {form.problem}
            </p>
          )}
        </div>
        <footer className={dialog.footer}>
          <span className={dialog.said}>Your other sessions end.</span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={form.pending}>
            Change password
          </Button>
        </footer>
      </form>
    </FormDialog>
  );
}
