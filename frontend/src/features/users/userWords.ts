import { SEATS, type ManagedUser, type Role } from '@archnest/backend/contract';

export const roles: readonly (readonly [Role, string])[] = [
  ['member', 'Member'],
  ['admin', 'Admin'],
];

export const roleHints: Record<Role, string> = {
  member: 'Looks at everything, and changes nothing.',
  admin: 'Sees and changes everything, accounts too.',
};

/** What people are called. */
export const nameOf = ({ name, username }: Pick<ManagedUser, 'name' | 'username'>) =>
  name ?? username;

/** How many active users there are, and of how many there may be. */
export function seatsOf(users: readonly Pick<ManagedUser, 'active'>[]) {
  const used = users.filter(({ active }) => active).length;
  return { used, all: SEATS, full: used >= SEATS };
}

/** Whether this one must stay an active admin, or nobody would be left who is. The server says the same. */
export function onlyAdmin(user: ManagedUser, users: readonly ManagedUser[]): boolean {
  const admins = users.filter(({ role, active }) => role === 'admin' && active);
  return admins.length === 1 && admins[0]?.id === user.id;
}

/** Whether what was typed is the name of who is to be deleted. */
export const confirms = (typed: string, username: string) =>
  typed.trim().normalize('NFC') === username.normalize('NFC');
