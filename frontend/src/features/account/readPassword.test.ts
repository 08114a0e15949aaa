import { expect, it } from 'vitest';
import { readPassword } from './readPassword.ts';

const fields = {
  currentPassword: 'temporary-1',
  newPassword: 'correct horse battery',
  repeat: 'correct horse battery',
};

it('sends both passwords, without the repetition', () => {
  const { currentPassword, newPassword } = fields;
  expect(readPassword(fields)).toEqual({ body: { currentPassword, newPassword }, errors: {} });
});

it.each([
  [{ currentPassword: '' }, ['currentPassword']],
  [{ newPassword: 'short', repeat: 'short' }, ['newPassword']],
  [{ repeat: 'correct horse' }, ['repeat']],
  [{ newPassword: 'temporary-1', repeat: 'temporary-1' }, ['newPassword']],
])('says at which field something is wrong: %j', (part, at) => {
  const { body, errors } = readPassword({ ...fields, ...part });
  expect(body).toBeNull();
  expect(Object.keys(errors)).toEqual(at);
});
