import { passwordChange, type PasswordChange } from '@archnest/backend/contract';
import { fieldErrors, type FieldErrors } from './fieldErrors.ts';

/** The fields of a change of password as a request, or what is wrong with them. */
export function readPassword(fields: Record<string, unknown>): {
  body: PasswordChange | null;
  errors: FieldErrors;
} {
  const { currentPassword, newPassword, repeat } = fields;
  const parsed = passwordChange.safeParse({ currentPassword, newPassword });
  const errors = fieldErrors(parsed.error?.issues);
  if (newPassword !== '' && newPassword === currentPassword) {
    errors['newPassword'] ??= 'Choose another one than before.';
  }
  if (repeat !== newPassword) errors['repeat'] = 'The two passwords differ.';
  return { body: parsed.success && Object.keys(errors).length === 0 ? parsed.data : null, errors };
}
