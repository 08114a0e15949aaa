import { Button } from '@mantine/core';
import { loginRequest, type Session } from '@archnest/backend/contract';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api.ts';
import { useNow } from '../../hooks/useNow.ts';
import { CodeField } from './CodeField.tsx';
import { PasswordField, TextField } from './fields.tsx';
import { fieldErrors, type FieldErrors } from './fieldErrors.ts';
import { loginProblem } from './loginProblem.ts';
import { useLogin } from './queries.ts';
import { readCode } from './readCode.ts';
import classes from './account.module.css';

/** Signs in and calls `onDone`; says what is wrong at the field, or when to try again. */
export function LoginForm({ onDone }: { onDone: (session: Session) => void }) {
  const login = useLogin();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [asksCode, setAsksCode] = useState(false);
  const wait = useWait(login.error, login.submittedAt);
  const wantsCode = isDemand(login.error);
  if (wantsCode && !asksCode) setAsksCode(true);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { code, ...fields } = Object.fromEntries(new FormData(event.currentTarget));
    const typed = typeof code === 'string' ? readCode(code) : '';
    const parsed = loginRequest.safeParse(typed === '' ? fields : { ...fields, code: typed });
    const complaints = fieldErrors(parsed.error?.issues);
    if (asksCode && typed === '') complaints['code'] = 'Type the code.';
    setErrors(complaints);
    if (parsed.success && complaints['code'] === undefined) {
      login.mutate(parsed.data, { onSuccess: onDone });
    }
  };
  const again = () => {
    setAsksCode(false);
    login.reset();
  };
  const problem = login.error && loginProblem(login.error, wait, login.variables?.code);

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {/* They stay in the form while it asks for the code: it is sent together with them. */}
      <div className={classes.fields} hidden={asksCode}>
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
      </div>
      {asksCode && <CodeField error={errors['code']} />}
      {problem && (
        <p className={classes.problem} role="alert">
          {problem}
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
      {asksCode && (
        <button type="button" className={`link-button ${classes.link}`} onClick={again}>
          Sign in as somebody else
        </button>
      )}
    </form>
  );
}

const isDemand = (error: Error | null) =>
  error instanceof ApiError && error.demand === 'totpRequired';

/** Milliseconds until the server takes another try. */
function useWait(error: Error | null, submittedAt: number): number {
  const now = useNow(1_000);
  if (!(error instanceof ApiError) || error.code !== 'rate_limited') return 0;
  return Math.max(0, submittedAt + (error.retryAfter ?? 60) * 1_000 - now);
}
