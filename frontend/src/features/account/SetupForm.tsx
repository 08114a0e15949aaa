import { Button } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api.ts';
import { PasswordField, TextField } from './fields.tsx';
import { fieldErrors, type FieldErrors } from './fieldErrors.ts';
import { useSetup } from './queries.ts';
import { readSetup } from './readSetup.ts';
import classes from './account.module.css';

interface Props {
  /** From the address; without it the form asks for the token. */
  token: string | null;
  onDone: () => void;
}

/** Makes the first admin and signs them in. */
export function SetupForm({ token, onDone }: Props) {
  const setup = useSetup();
  const [local, setLocal] = useState<FieldErrors>({});
  const remote = setup.error instanceof ApiError ? setup.error : null;
  const errors = { ...fieldErrors(remote?.issues), ...local };
  const tokenRefused = remote?.code === 'forbidden';

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const read = readSetup(Object.fromEntries(new FormData(event.currentTarget)), token);
    setLocal(read.errors);
    if (read.body) setup.mutate(read.body, { onSuccess: onDone });
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {(token === null || tokenRefused) && (
        <TextField
          label="Setup token"
          description="ArchNest printed it in its log and keeps it in the file setup-token of its data directory."
          name="setupToken"
          defaultValue={token ?? ''}
          autoComplete="off"
          spellCheck={false}
          autoFocus
          className="mono-input"
          error={tokenRefused ? 'This is not the current setup token.' : errors['setupToken']}
        />
      )}
      <TextField
        label="Username"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={token !== null}
        error={errors['username']}
      />
      <PasswordField
        label="Password"
        description="10 characters or more. Longer is what makes it hard to guess."
        name="password"
        autoComplete="new-password"
        error={errors['password']}
      />
      <PasswordField
        label="Password again"
        name="repeat"
        autoComplete="new-password"
        error={errors['repeat']}
      />
      {remote && !tokenRefused && remote.issues.length === 0 && (
        <p className={classes.problem} role="alert">
          {remote.message}
        </p>
      )}
      <Button className={classes.submit} type="submit" variant="filled" loading={setup.isPending}>
        Create admin
      </Button>
    </form>
  );
}
