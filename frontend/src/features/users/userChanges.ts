import type { ManagedUser, UserPatch } from '@archnest/backend/contract';

type Fields = Pick<ManagedUser, 'username' | 'role' | 'active'> & { name: string };

/** What differs from what is saved; an empty name goes back to the username. */
export function changesOf(user: ManagedUser, fields: Fields): UserPatch {
  const username = fields.username.trim();
  const name = fields.name.trim() || null;
  return {
    ...(username === user.username ? {} : { username }),
    ...(name === user.name ? {} : { name }),
    ...(fields.role === user.role ? {} : { role: fields.role }),
    ...(fields.active === user.active ? {} : { active: fields.active }),
  };
}

/** What a change means for who is changed. */
export function consequenceOf({ active, role, username }: UserPatch): string {
  if (active === false) return 'All their sessions and tokens end at once.';
  if (role === 'member') return 'What they have open to act closes at once.';
  if (username !== undefined) return 'They sign in with the new name from now on.';
  return '';
}
