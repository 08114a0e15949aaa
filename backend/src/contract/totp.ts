import { z } from 'zod';
import { text } from './primitives.ts';

/** Starting or ending a second factor takes the password again. */
export const totpPassword = z.strictObject({
  password: text(1024).min(1, { error: 'must not be empty' }),
});

/** A secret that is not in force until a code of it was given. `uri` is what the QR code holds (`otpauth://…`). */
export const totpOffer = z.object({ secret: z.string(), uri: z.string() });
export type TotpOffer = z.infer<typeof totpOffer>;

export const totpConfirm = z.strictObject({
  code: z
    .string()
    .trim()
    .regex(/^[0-9]{6}$/, { error: 'must be six digits' }),
});

/** Ten, each good for one sign-in; shown this once. */
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof recoveryCodes>;
