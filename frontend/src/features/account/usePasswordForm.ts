import { useState } from 'react';
import { ApiError } from '../../api.ts';
import { fieldErrors, type FieldErrors } from './fieldErrors.ts';
import { useChangePassword } from './queries.ts';
import { readPassword } from './readPassword.ts';

/** A form around `PasswordFields`: what is wrong where, and what to do with it. */
export function usePasswordForm(onDone: () => void) {
  const change = useChangePassword();
  const [local, setLocal] = useState<FieldErrors>({});
  const refused = refusal(change.error);
  const submit = (form: HTMLFormElement) => {
    const { body, errors } = readPassword(Object.fromEntries(new FormData(form)));
    setLocal(errors);
    if (body && !change.isPending) change.mutate(body, { onSuccess: onDone });
  };
  return {
    submit,
    pending: change.isPending,
    errors: { ...refused.errors, ...local },
    problem: refused.problem,
  };
}

function refusal(error: Error | null): { errors: FieldErrors; problem: string | undefined } {
  if (!(error instanceof ApiError)) return { errors: {}, problem: error?.message };
  const errors = fieldErrors(error.issues);
  return { errors, problem: error.issues.length > 0 ? undefined : error.message };
}
