import { z } from 'zod';
import { agentHostId } from './primitives.ts';

/** A token bound to one `hostId`. `hint`: its last four characters. */
export const agentToken = z.object({
  id: z.string(),
  hostId: agentHostId,
  hint: z.string(),
  createdAt: z.iso.datetime(),
  /** Who made it, or the enrolment that did. */
  createdBy: z.string().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  lastAddress: z.string().nullable(),
  /** Set by a rotation: until then both the old and the new one are taken. */
  expiresAt: z.iso.datetime().nullable(),
});
export type AgentToken = z.infer<typeof agentToken>;

export const newAgentToken = z.strictObject({ hostId: agentHostId });

/** `token` is shown this once: `archnest_agent_` and 43 characters. */
export const createdAgentToken = z.object({ token: z.string(), agentToken });
export type CreatedAgentToken = z.infer<typeof createdAgentToken>;

export const agentTokenParams = z.strictObject({
  tokenId: z.string().regex(/^[1-9][0-9]{0,8}$/, { error: 'must be a token id' }),
});

export const newEnrolment = z.strictObject({ hostId: agentHostId });

/** Good for one host, once, for a quarter of an hour. `command` is the line to paste on the machine. */
export const enrolment = z.object({
  hostId: agentHostId,
  code: z.string(),
  expiresAt: z.iso.datetime(),
  url: z.url(),
  command: z.string(),
});
export type Enrolment = z.infer<typeof enrolment>;

/** What the installer sends. */
export const enrolRequest = z.strictObject({ code: z.string().min(1).max(64) });

/** And what it gets: the token that it writes into its file. */
export const enrolled = z.object({ hostId: agentHostId, token: z.string() });
export type Enrolled = z.infer<typeof enrolled>;
