import { z } from 'zod';
import { container, containerStats } from './container.ts';
import { host } from './hosts.ts';
import { count, hostKey } from './primitives.ts';

/** What a page asks of `/api/live`: some hosts or all, with or without stats. Replaces the previous watch. */
export const liveWatch = z.strictObject({
  type: z.literal('watch'),
  hosts: z.union([z.literal('all'), z.array(hostKey).max(1_000)]),
  stats: z.boolean().default(false),
  /**
   * The containers on the screen, as `<host key>/<id>`: with `stats` these are sampled at each tick, the others of the
   * watched hosts less often. All count as on the screen when it is absent.
   */
  visible: z.array(z.string().max(160)).max(1_000).optional(),
});
export type LiveWatch = z.infer<typeof liveWatch>;

/**
 * What the server sends. In these frames `env`, `mounts`, `entrypoint` and `healthOutput` are always `null`: a table
 * does not show them, and they are most of a container's bytes. Ask the container itself for them.
 */
export const liveFrame = z.discriminatedUnion('type', [
  /** Every host's row; hosts that it does not name are gone. */
  z.object({ type: z.literal('hosts'), hosts: z.array(host) }),
  /** One host's row changed. */
  z.object({ type: z.literal('host'), host }),
  /** All containers of one host; those that it does not name are gone. */
  z.object({ type: z.literal('snapshot'), host: hostKey, containers: z.array(container) }),
  /** Some containers of one host are new or changed; the others are as they were. */
  z.object({ type: z.literal('upsert'), host: hostKey, containers: z.array(container) }),
  /** Some containers of one host are gone. */
  z.object({ type: z.literal('remove'), host: hostKey, ids: z.array(z.string()) }),
  /**
   * All samples of one tick. `at` is the server's clock in milliseconds since 1970; `stats` is `null` once a
   * container is not running any more.
   */
  z.object({
    type: z.literal('stats'),
    samples: z.array(
      z.object({ host: hostKey, id: z.string(), at: count, stats: containerStats.nullable() }),
    ),
  }),
]);
export type LiveFrame = z.infer<typeof liveFrame>;

/** Why the server closed a socket. */
export const closeCode = { sessionEnded: 4401, roleLost: 4403, hostRemoved: 4404 } as const;
