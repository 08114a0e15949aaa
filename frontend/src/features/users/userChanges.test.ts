import type { ManagedUser } from '@archnest/backend/contract';
import { expect, it } from 'vitest';
import { changesOf, consequenceOf } from './userChanges.ts';

const ada: ManagedUser = {
  id: 1,
  username: 'ada',
  name: 'Ada',
  role: 'admin',
  active: true,
  totp: false,
  mustChangePassword: false,
  createdAt: '2026-06-20T19:30:00.000Z',
  lastSeenAt: null,
};
const fields = { username: 'ada', name: 'Ada', role: 'admin', active: true } as const;

it('sends only what differs', () => {
  expect(changesOf(ada, fields)).toEqual({});
  expect(changesOf(ada, { ...fields, username: ' ada ', name: ' ' })).toEqual({ name: null });
  expect(changesOf(ada, { ...fields, role: 'member', active: false })).toEqual({
    role: 'member',
    active: false,
  });
});

it.each([
  [{ active: false, role: 'member' }, /end at once/],
  [{ role: 'member' }, /closes at once/],
  [{ username: 'eva' }, /new name/],
  [{ active: true }, /^$/],
] as const)('says what follows from %j', (patch, said) => {
  expect(consequenceOf(patch)).toMatch(said);
});
