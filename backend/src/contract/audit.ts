import { z } from 'zod';

/**
 * How it ended. `ok`: done. `denied`: the caller may not. `failed`: tried, and `code` says which error came back.
 */
export const auditOutcome = z.enum(['ok', 'denied', 'failed']);
export type AuditOutcome = z.infer<typeof auditOutcome>;

/**
 * Who did what to what, from where, and how it ended. `target` is a host key, a container (`docker:1/web`), a route, or
 * the user whose sign-in failed. `actor` is the username at that time; `null` when nobody was signed in.
 */
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
  /**
   * What else there is to know, such as `{"durationMs":5000}`; never a secret. An `access.denied` has the `path`, and
   * where it stands for many refusals of one user on one route, how many `times`.
   */
  details: z.record(z.string(), z.unknown()).nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/**
 * `action` fits whole names (`container.stop`) or all of a kind (`container`); `actor` fits without regard to case; `from`
 * and `to` are inclusive. Newest first; `cursor` carries on. Entries are kept for 180 days.
 */
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

/** With the same filters as `auditQuery`, all entries that fit: newest first. */
export const auditExportQuery = auditQuery
  .omit({ cursor: true })
  .extend({ format: z.enum(['csv', 'json']) });
export type AuditExportQuery = z.infer<typeof auditExportQuery>;

/** Whether the audit is as it was written. `reason` says what is wrong; where `brokenAt` is `null` no entry is to blame. */
export const auditVerification = z.object({
  ok: z.boolean(),
  /** Entries that are as they were written, from the oldest on. */
  checked: z.int(),
  /** The id of the first entry that does not fit, or is missing. */
  brokenAt: z.int().nullable(),
  reason: z.string().nullable(),
  /** When entries were first chained; what is older was taken as it was found. */
  since: z.iso.datetime(),
});
export type AuditVerification = z.infer<typeof auditVerification>;
