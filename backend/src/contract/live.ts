import { z } from 'zod';
import { container } from './container.ts';
import { host } from './hosts.ts';
import { hostKey } from './primitives.ts';

/** What a page asks of `/api/live`: some hosts or all, with or without stats. Replaces the previous watch. */
export const liveWatch = z.strictObject({
  type: z.literal('watch'),
  hosts: z.union([z.literal('all'), z.array(hostKey).max(1_000)]),
  stats: z.boolean().default(false),
});
export type LiveWatch = z.infer<typeof liveWatch>;

/**
 * What the server sends. In these frames `env`, `mounts` and `entrypoint` are always `null`: a table
 * does not show them, and they are most of a container's bytes. Ask the container itself for them.
 */
export const liveFrame = z.discriminatedUnion('type', [
  /** Every host's row; hosts that it does not name are gone. */
  z.object({ type: z.literal('hosts'), hosts: z.array(host) }),
  /** One host's row changed. */
  z.object({ type: z.literal('host'), host }),
  /** All containers of one host; those that it does not name are gone. */
  z.object({ type: z.literal('snapshot'), host: hostKey, containers: z.array(container) }),
]);
export type LiveFrame = z.infer<typeof liveFrame>;

/** Why the server closed a socket. */
export const closeCode = { sessionEnded: 4401, roleLost: 4403, hostRemoved: 4404 } as const;
