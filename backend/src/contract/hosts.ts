import { z } from 'zod';
import { container } from './container.ts';
import { engineInfo } from './engine.ts';
import { errorCode } from './errors.ts';
import { count, hostKey, hostSource } from './primitives.ts';

export const hostStatus = z.enum(['online', 'stale', 'offline', 'unverified', 'unknown']);
export type HostStatus = z.infer<typeof hostStatus>;

export const capability = z.enum(['manage', 'logs', 'exec', 'stats', 'live']);
export type Capability = z.infer<typeof capability>;

/**
 * One machine seen through one source. `statusDetail` says in words why it is not online;
 * counts are `null` until the host was seen.
 */
export const host = z.object({
  key: hostKey,
  source: hostSource,
  id: z.string(),
  name: z.string(),
  status: hostStatus,
  statusDetail: z.string().nullable(),
  capabilities: z.array(capability),
  containerCount: count.nullable(),
  runningCount: count.nullable(),
  lastSeenAt: z.iso.datetime().nullable(),
  /** `null` where the source cannot know. */
  engine: engineInfo.nullable().default(null),
});
export type Host = z.infer<typeof host>;

/** `?host=docker:1&host=agent:vm-1`; all hosts when absent. */
export const containersQuery = z.strictObject({
  host: z.union([hostKey.transform((key) => [key]), z.array(hostKey).min(1).max(1_000)]).optional(),
});

export const hostFailure = z.object({ host: hostKey, code: errorCode, message: z.string() });
export type HostFailure = z.infer<typeof hostFailure>;

/** Partial failure is data: a host that is down is named beside the containers of the others. */
export const containerList = z.object({
  items: z.array(container),
  failures: z.array(hostFailure),
});
export type ContainerList = z.infer<typeof containerList>;
