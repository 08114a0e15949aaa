import { z } from 'zod';
import { reportedContainer } from './container.ts';
import { agentHostId, count, text, timestamp } from './primitives.ts';

/** The largest report: bytes after decompression, containers, and items in any list of a container. */
export const reportLimits = {
  bytes: 16 * 1024 * 1024,
  containers: 10_000,
  list: 10_000,
} as const;

/** One push of the agent. `reportedAt` is the agent's clock: shown, never trusted. */
export const report = z.object({
  hostId: agentHostId,
  hostname: text(253).min(1),
  agentVersion: text(64).min(1),
  reportedAt: timestamp,
  /** With `seq`, orders the reports of one boot; a report without both counts as new. */
  bootId: text(64).min(1).optional(),
  seq: count.optional(),
  /** The same in all reports of one installation, and hard to guess: what the shared token binds a name to. */
  machineId: text(64).min(1).optional(),
  /** `false`: the daemon did not answer, and `containers` is empty. */
  dockerHealthy: z.boolean().default(true),
  containers: z.array(reportedContainer),
});
export type Report = z.infer<typeof report>;

export const reportReceipt = z.discriminatedUnion('received', [
  z.object({ received: z.literal(true) }),
  z.object({ received: z.literal(false), reason: z.literal('older') }),
]);
export type ReportReceipt = z.infer<typeof reportReceipt>;

/** The last report of a host, without its containers. `receivedAt` is the server's clock. */
export const agentHost = z.object({
  hostId: agentHostId,
  hostname: z.string(),
  receivedAt: z.iso.datetime(),
  reportedAt: z.string(),
  containerCount: count,
  stale: z.boolean(),
  agentVersion: z.string(),
  /** The server ships a newer agent than the one that reported. */
  updateAvailable: z.boolean(),
  /**
   * How far the machine's clock is ahead of the server's (negative: behind), less what the report took to arrive, some
   * seconds; `null` when it cannot be told.
   */
  clockSkewSeconds: z.int().nullable(),
  /** What its last report came with, its own token or the shared one; `null` when that would not be taken any more. */
  token: z.enum(['own', 'shared']).nullable(),
});
export type AgentHost = z.infer<typeof agentHost>;

export const agentHostParams = z.strictObject({ hostId: agentHostId });

/** What an admin needs to know before the first agent reports: is ingest on, and how do VMs reach this server. */
export const agentIngest = z.object({ enabled: z.boolean(), publicUrl: z.url().nullable() });
export type AgentIngest = z.infer<typeof agentIngest>;
