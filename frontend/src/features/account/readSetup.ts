import { setupRequest, type SetupRequest } from '@archnest/backend/contract';
import { fieldErrors, type FieldErrors } from './fieldErrors.ts';

/** The setup form's fields as a request, or what is wrong with them. */
export function readSetup(
  fields: Record<string, unknown>,
  tokenOfAddress: string | null,
): { body: SetupRequest | null; errors: FieldErrors } {
  const { setupToken = tokenOfAddress, username, password, repeat } = fields;
  const token = typeof setupToken === 'string' ? setupToken.trim() : '';
  const parsed = setupRequest.safeParse({ setupToken: token, username, password });
  const errors = fieldErrors(parsed.error?.issues);
  if (repeat !== password) errors['repeat'] = 'The two passwords differ.';
  const body = parsed.success && Object.keys(errors).length === 0 ? parsed.data : null;
  return { body, errors };
}
