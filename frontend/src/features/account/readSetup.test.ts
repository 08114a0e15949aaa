import { expect, it } from 'vitest';
import { readSetup } from './readSetup.ts';

const password = 'correct horse battery';

it('takes the token of the address, or the one that was pasted', () => {
  const fields = { username: 'admin', password, repeat: password };
  const body = { setupToken: 'a', username: 'admin', password };
  expect(readSetup(fields, 'a')).toEqual({ body, errors: {} });
  expect(readSetup({ ...fields, setupToken: ' b ' }, 'a').body?.setupToken).toBe('b');
});

it('says at which field something is wrong', () => {
  const { body, errors } = readSetup({ username: 'admin', password: 'short', repeat: 'x' }, null);
  expect(body).toBeNull();
  expect(Object.keys(errors)).toEqual(['setupToken', 'password', 'repeat']);
});
