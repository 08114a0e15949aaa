import { z } from 'zod';
import { text } from './primitives.ts';

/** `read`: what a member may see. `manage`: what its owner may do, except with accounts and tokens. */
export const tokenScope = z.enum(['read', 'manage']);
export type TokenScope = z.infer<typeof tokenScope>;

const tokenName = text(64)
  .trim()
  .min(1, { error: 'must not be empty' })
  .regex(/^[^\p{C}]+$/u, { error: 'must be printable' });

export const newApiToken = z.strictObject({
  name: tokenName,
  scope: tokenScope,
  /** Days until it ends; `null` never does. */
  expiresInDays: z.int().min(1).max(3_650).nullable().default(90),
});
export type NewApiToken = z.infer<typeof newApiToken>;

/** A token of one's own. `hint`: its last four characters. */
export const apiToken = z.object({
  id: z.string(),
  name: z.string(),
  scope: tokenScope,
  hint: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  lastAddress: z.string().nullable(),
});
export type ApiToken = z.infer<typeof apiToken>;

/** `token` is shown this once: `archnest_pat_` and 43 characters. */
export const createdApiToken = z.object({ token: z.string(), apiToken });
export type CreatedApiToken = z.infer<typeof createdApiToken>;

export const apiTokenParams = z.strictObject({
  tokenId: z.string().regex(/^[1-9][0-9]{0,8}$/, { error: 'must be a token id' }),
});
