import { z } from 'zod';
import { text } from './primitives.ts';

export const role = z.enum(['admin', 'member']);
export type Role = z.infer<typeof role>;

/** How the page looks to one user; kept on the server, so that it is the same in each browser. */
export const appearance = z.strictObject({
  theme: z.enum(['auto', 'light', 'dark']).default('auto'),
  accent: z.enum(['blue', 'teal', 'green', 'orange', 'red', 'pink', 'violet']).default('blue'),
  fontSize: z.enum(['small', 'medium', 'large']).default('medium'),
  density: z.enum(['comfortable', 'compact']).default('compact'),
  radius: z.enum(['none', 'small', 'medium', 'large']).default('medium'),
  motion: z.enum(['auto', 'reduced']).default('auto'),
});
export type Appearance = z.infer<typeof appearance>;

/** Who somebody is. */
export const user = z.object({ id: z.int(), username: z.string(), role });
export type User = z.infer<typeof user>;

/** What people are called; `null` shows the username. */
export const displayName = text(64)
  .trim()
  .min(1, { error: 'must not be empty' })
  .regex(/^[^\p{C}]+$/u, { error: 'must be printable' });

/** One's own account. */
export const profile = user.extend({
  name: z.string().nullable(),
  appearance,
  /** A second factor is asked for at sign-in. */
  totp: z.boolean(),
  /** The password was given by an admin: nothing else works until a new one is chosen. */
  mustChangePassword: z.boolean(),
});
export type Profile = z.infer<typeof profile>;

/** What is absent stays; `name: null` goes back to the username. */
export const profilePatch = z.strictObject({
  name: displayName.nullable().optional(),
  appearance: appearance.optional(),
});
export type ProfilePatch = z.infer<typeof profilePatch>;

export const username = text(64)
  .trim()
  .min(1, { error: 'must not be empty' })
  .regex(/^[^\p{C}\p{Z}]+(?: [^\p{C}\p{Z}]+)*$/u, {
    error: 'must be printable, without leading, trailing or double spaces',
  })
  // Letters that are not seen, such as the Hangul filler, are no name on their own.
  .regex(/\P{Default_Ignorable_Code_Point}/u, { error: 'must be printable' });

/** Length is what makes a password hard to guess; the upper limit keeps the hash cheap. */
export const newPassword = text(256).min(10, { error: 'must have at least 10 characters' });

export const authStatus = z.object({ setupRequired: z.boolean() });
export type AuthStatus = z.infer<typeof authStatus>;

export const setupRequest = z.strictObject({
  setupToken: text(128).min(1),
  username,
  password: newPassword,
});
export type SetupRequest = z.infer<typeof setupRequest>;

/** Looser than `username` and `newPassword`: what cannot match an account is a failed sign-in, not bad input. */
export const loginRequest = z.strictObject({
  username: text(256).min(1, { error: 'must not be empty' }),
  password: text(1024).min(1, { error: 'must not be empty' }),
  /** Six digits of the second factor, or a recovery code; 401 with `details.totpRequired` says that it is needed. */
  code: text(64).min(1).optional(),
});
export type LoginRequest = z.infer<typeof loginRequest>;

/** `expiresAt` is the latest end; without use it ends sooner. */
export const session = z.object({
  token: z.string(),
  expiresAt: z.iso.datetime(),
  user,
  mustChangePassword: z.boolean(),
});
export type Session = z.infer<typeof session>;

/** Ends all the user's other sessions. */
export const passwordChange = z.strictObject({
  currentPassword: text(1024).min(1, { error: 'must not be empty' }),
  newPassword,
});
export type PasswordChange = z.infer<typeof passwordChange>;

/** One of one's own sessions. `device` in words: `Firefox on Linux`. */
export const ownSession = z.object({
  id: z.string(),
  device: z.string(),
  address: z.string(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  /** The one that asks. */
  current: z.boolean(),
});
export type OwnSession = z.infer<typeof ownSession>;
export const sessionParams = z.strictObject({ id: z.string().min(1).max(64) });

/** A sign-in of one's own account, from the audit, newest first. */
export const signInEntry = z.object({
  at: z.iso.datetime(),
  address: z.string().nullable(),
  outcome: z.enum(['ok', 'failed']),
});
export type SignInEntry = z.infer<typeof signInEntry>;
