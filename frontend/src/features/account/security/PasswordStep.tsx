import type { ReactNode } from 'react';
import { useState } from 'react';
import { ApiError } from '../../../api.ts';
import { DialogForm } from '../../../components/DialogForm.tsx';
import { PasswordField } from '../fields.tsx';

interface Props {
  verb: string;
  tone?: 'filled' | 'danger';
  pending: boolean;
  error: Error | null;
  onCancel: () => void;
  onPassword: (password: string) => void;
  /** Why it is asked for. */
  children: ReactNode;
}

/** Asks for the password again: a session that was left open must not change what guards the account. */
export function PasswordStep({ pending, error, onPassword, children, ...props }: Props) {
  const [password, setPassword] = useState('');
  const complaint = error instanceof ApiError ? error.issueAt('password') : undefined;
  return (
    <DialogForm
      {...props}
      pending={pending}
      disabled={password === ''}
      problem={complaint === undefined ? error?.message : undefined}
      onSubmit={() => onPassword(password)}
    >
      <p>{children}</p>
      <PasswordField
        label="Your password"
        name="password"
        autoComplete="current-password"
        data-autofocus
        value={password}
        error={complaint && `It ${complaint}.`}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
