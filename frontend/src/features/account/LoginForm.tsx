import { Button } from '@mantine/core';
import { loginRequest } from '@archnest/backend/contract';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api.ts';
import { useNow } from '../../hooks/useNow.ts';
import { formatSpan } from '../../lib/format.ts';
import { PasswordField, TextField } from './fields.tsx';
import { fieldErrors, type FieldErrors } from './fieldErrors.ts';
import { useLogin } from './queries.ts';
import classes from './account.module.css';

/** Signs in and calls `onDone`; says what is wrong at the field, or when to try again. */
export function LoginForm({ onDone }: { onDone: () => void }) {
  const login = useLogin();
  const [errors, setErrors] = useState<FieldErrors>({});
  const wait = useWait(login.error, login.submittedAt);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const parsed = loginRequest.safeParse(Object.fromEntries(new FormData(event.currentTarget)));
    setErrors(fieldErrors(parsed.error?.issues));
    if (parsed.success) login.mutate(parsed.data, { onSuccess: onDone });
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextField
        label="Username"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        error={errors['username']}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="current-password"
        error={errors['password']}
      />
      {login.error && (
        <p className={classes.problem} role="alert">
          {problem(login.error, wait)}
        </p>
      )}
      <Button
        className={classes.submit}
        type="submit"
        variant="filled"
        loading={login.isPending}
        disabled={wait > 0}
      >
        Sign in
      </Button>
    </form>
  );
}

/** Milliseconds until the server takes another try. */
function useWait(error: Error | null, submittedAt: number): number {
  const now = useNow(1_000);
  if (!(error instanceof ApiError) || error.code !== 'rate_limited') return 0;
  return Math.max(0, submittedAt + (error.retryAfter ?? 60) * 1_000 - now);
}

function problem(error: Error, wait: number): string {
  if (!(error instanceof ApiError)) return error.message;
  if (error.code === 'unauthenticated') return 'Wrong username or password.';
  if (error.code !== 'rate_limited') return error.message;
  return wait > 0
    ? `Too many attempts. Try again in ${formatSpan(wait + 999)}.`
    : 'Too many attempts. You can try again now.';
}
