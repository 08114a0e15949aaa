import { setupRequest } from '@archnest/backend/contract';
import { expect, it } from 'vitest';
import { fieldErrors } from './fieldErrors.ts';

it('puts what the server complains about at its field', () => {
  expect(
    fieldErrors([
      { path: 'username', message: 'must not be empty' },
      { path: 'username', message: 'must be printable' },
      { path: 'password.0', message: 'Too short.' },
    ]),
  ).toEqual({ username: 'Must not be empty.', password: 'Too short.' });
});

it('speaks the same words before anything is sent', () => {
  const parsed = setupRequest.safeParse({ setupToken: 'a', username: 'admin', password: 'short' });
  expect(fieldErrors(parsed.error?.issues)).toEqual({
    password: 'Must have at least 10 characters.',
  });
});
