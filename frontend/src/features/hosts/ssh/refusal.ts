import { ApiError } from '../../../api.ts';
import { complaints, type SshErrors } from './sshForm.ts';
import type { Fix } from './sshWords.ts';

export interface Refusal {
  errors: SshErrors;
  problem: string | null;
  /** Which part of the form it is about. */
  at: Fix | null;
}

/** Where the server's refusal belongs. */
export function refusal(error: Error | null): Refusal {
  if (error === null) return { errors: {}, problem: null, at: null };
  if (!(error instanceof ApiError)) return { errors: {}, problem: error.message, at: null };
  const errors = complaints(error.issues);
  // A name is all that two hosts may not share.
  if (error.code === 'conflict') errors.name ??= error.message;
  if (error.code === 'secret_required') errors.key ??= error.message;
  return { errors, problem: error.message, at: partOf(errors) };
}

const inPlace = ['name', 'address', 'port', 'username', 'jumpHostId'];

function partOf(errors: SshErrors): Fix | null {
  const fields = Object.keys(errors);
  if (fields.length === 0) return null;
  return fields.some((field) => inPlace.includes(field)) ? 'address' : 'credentials';
}
