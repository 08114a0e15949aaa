import { z } from 'zod';
import { displayName, newPassword, role, username } from './accounts.ts';

/** So many active users; an inactive one takes no seat. */
export const SEATS = 10;

/** A user as admins see them. */
export const managedUser = z.object({
  id: z.int(),
  username: z.string(),
  name: z.string().nullable(),
  role,
  active: z.boolean(),
  totp: z.boolean(),
  /** The temporary password that they were given was not changed yet. */
  mustChangePassword: z.boolean(),
  createdAt: z.iso.datetime(),
  /** By any session or token; `null`: never. */
  lastSeenAt: z.iso.datetime().nullable(),
});
export type ManagedUser = z.infer<typeof managedUser>;

/** Without a password one is made. Either way the user must choose another at the first sign-in. */
export const newUser = z.strictObject({
  username,
  name: displayName.nullable().default(null),
  role,
  password: newPassword.optional(),
});
export type NewUser = z.infer<typeof newUser>;

/** The temporary password, shown this once; `null` when the admin chose it. */
export const createdUser = z.object({
  user: managedUser,
  temporaryPassword: z.string().nullable(),
});
export type CreatedUser = z.infer<typeof createdUser>;

/**
 * What is absent stays. 409 `conflict`: the name is taken, all seats are, or nobody would be left who is an active admin.
 * `totp: false` takes a second factor away that its owner has lost.
 */
export const userPatch = z.strictObject({
  username: username.optional(),
  name: displayName.nullable().optional(),
  role: role.optional(),
  active: z.boolean().optional(),
  totp: z.literal(false).optional(),
});
export type UserPatch = z.infer<typeof userPatch>;

/** Ends all sessions of that user. */
export const resetPassword = z.object({ temporaryPassword: z.string() });
export type ResetPassword = z.infer<typeof resetPassword>;

export const userParams = z.strictObject({
  userId: z.string().regex(/^[1-9][0-9]{0,8}$/, { error: 'must be a user id' }),
});
