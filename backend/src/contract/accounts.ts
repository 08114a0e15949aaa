import { z } from 'zod';
import { text } from './primitives.ts';

export const role = z.enum(['admin', 'member']);
export type Role = z.infer<typeof role>;

export const user = z.object({ id: z.int(), username: z.string(), role });
export type User = z.infer<typeof user>;

export const username = text(64)
  .trim()
  .min(1, { error: 'must not be empty' })
  .regex(/^[^\p{C}\p{Z}]+(?: [^\p{C}\p{Z}]+)*$/u, {
    error: 'must be printable, without leading, trailing or double spaces',
  });

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
});
export type LoginRequest = z.infer<typeof loginRequest>;

export const session = z.object({ token: z.string(), expiresAt: z.iso.datetime(), user });
export type Session = z.infer<typeof session>;
