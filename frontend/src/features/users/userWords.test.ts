import type { ManagedUser } from '@archnest/backend/contract';
import { expect, it } from 'vitest';
import { confirms, nameOf, onlyAdmin, seatsOf } from './userWords.ts';

const aUser = (fields: Partial<ManagedUser>): ManagedUser => ({
  id: 1,
  username: 'ada',
  name: null,
  role: 'admin',
  active: true,
  totp: false,
  mustChangePassword: false,
  createdAt: '2026-06-20T19:30:00.000Z',
  lastSeenAt: null,
  ...fields,
});

it('calls people by their name where they have one', () => {
  expect(nameOf(aUser({}))).toBe('ada');
  expect(nameOf(aUser({ name: 'Ada' }))).toBe('Ada');
});

it('counts the seats of active users only', () => {
  const users = [aUser({}), aUser({ active: false })];
  expect(seatsOf(users)).toEqual({ used: 1, all: 10, full: false });
  expect(seatsOf(Array.from({ length: 10 }, () => aUser({}))).full).toBe(true);
});

it('knows the last active admin', () => {
  const ada = aUser({});
  const member = aUser({ id: 2, role: 'member' });
  const asleep = aUser({ id: 3, active: false });
  expect(onlyAdmin(ada, [ada, member, asleep])).toBe(true);
  expect(onlyAdmin(member, [ada, member, asleep])).toBe(false);
  expect(onlyAdmin(ada, [ada, aUser({ id: 4 })])).toBe(false);
});

it.each([
  ['ada', 'ada', true],
  [' ada ', 'ada', true],
  ['e\u0301va', '\u00e9va', true],
  ['Ada', 'ada', false],
  ['', 'ada', false],
])('%j confirms %j: %s', (typed, username, expected) => {
  expect(confirms(typed, username)).toBe(expected);
});
