import { Button } from '@mantine/core';
import type { Profile } from '@archnest/backend/contract';
import { Logo } from '../../components/glyphs.tsx';
import { useTitle } from '../../hooks/useTitle.ts';
import { visible } from '../../lib/visible.ts';
import classes from './account.module.css';
import { PasswordFields } from './PasswordFields.tsx';
import { usePasswordForm } from './usePasswordForm.ts';

interface Props {
  me: Pick<Profile, 'username'>;
  onSignOut: () => void;
}

/** The first thing after signing in with a temporary password. Nothing else works before it is done. */
export default function ChooseNewPassword({ me, onSignOut }: Props) {
  useTitle('Choose a password');
  const form = usePasswordForm(() => {});
  return (
    <main className={classes.page}>
      <div className={classes.form}>
        <Logo size={32} />
        <h1 className={classes.title}>Choose a password</h1>
        <p className={classes.lead}>
          You signed in as <b>{visible(me.username)}</b> with a temporary one, which somebody else
          knows. Choose your own to go on.
        </p>
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            form.submit(event.currentTarget);
          }}
          noValidate
        >
          <PasswordFields
            current="Temporary password"
            username={me.username}
            errors={form.errors}
          />
          {form.problem && (
            <p className={classes.problem} role="alert">
              {form.problem}
            </p>
          )}
          <Button className={classes.submit} type="submit" variant="filled" loading={form.pending}>
            Save and go on
          </Button>
          <button type="button" className={`link-button ${classes.link}`} onClick={onSignOut}>
            Sign out
          </button>
        </form>
      </div>
    </main>
  );
}
