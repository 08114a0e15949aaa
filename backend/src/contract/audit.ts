import { z } from 'zod';

/**
 * How it ended. `ok`: done. `denied`: the caller may not. `failed`: tried, and `code` says which error came back.
 */
export const auditOutcome = z.enum(['ok', 'denied', 'failed']);
export type AuditOutcome = z.infer<typeof auditOutcome>;

/** Who did what to what, from where, and how it ended. `target` is a host key, a container (`docker:1/web`) or a path. */
export const auditEntry = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  actor: z.string().nullable(),
  address: z.string().nullable(),
  action: z.string(),
  target: z.string().nullable(),
  outcome: auditOutcome,
  /** Error code of the contract when it did not end well. */
  code: z.string().nullable(),
  /** What else there is to know, such as `{"durationMs":5000}`; never a secret. */
  details: z.record(z.string(), z.unknown()).nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** `action` fits whole names (`container.stop`) or all of a kind (`container`). Newest first; `cursor` carries on. */
export const auditQuery = z.strictObject({
  actor: z.string().min(1).max(64).optional(),
  action: z
    .string()
    .regex(/^[a-z]+(\.[a-z_]+)?$/, {
      error: 'must be an action such as container.stop, or container',
    })
    .optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  cursor: z
    .string()
    .regex(/^[0-9]{1,15}$/, { error: 'must be the cursor of an answer' })
    .optional(),
});
export type AuditQuery = z.infer<typeof auditQuery>;

export const auditPage = z.object({
  items: z.array(auditEntry),
  /** For the next page; `null` at the end. */
  cursor: z.string().nullable(),
});
export type AuditPage = z.infer<typeof auditPage>;
