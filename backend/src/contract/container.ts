import { z } from 'zod';
import { count, hostKey, timestamp } from './primitives.ts';

/*
 * Strings here have no limit of their own: a report is limited as a whole, and checked as a whole for NUL and lone
 * surrogates (`agents/decode.ts`). Some thousand checks a report would be most of what taking it in costs.
 */

export const containerState = z.enum([
  'running',
  'exited',
  'paused',
  'created',
  'restarting',
  'removing',
  'dead',
]);
export type ContainerState = z.infer<typeof containerState>;

export const containerHealth = z.enum(['healthy', 'unhealthy', 'starting', 'none']);
export type ContainerHealth = z.infer<typeof containerHealth>;

export const containerPort = z.object({
  hostIp: z.string().nullable(),
  hostPort: z.int().min(0).max(65535).nullable(),
  containerPort: z.int().min(0).max(65535),
  proto: z.string(),
});
export type ContainerPort = z.infer<typeof containerPort>;

export const containerNetwork = z.object({ name: z.string(), ip: z.string().nullable() });
export type ContainerNetwork = z.infer<typeof containerNetwork>;

export const containerMount = z.object({
  type: z.string(),
  source: z.string().nullable(),
  destination: z.string(),
  rw: z.boolean().nullable(),
});
export type ContainerMount = z.infer<typeof containerMount>;

/** One variable; secret values arrive as `********` and are masked again on the server. */
export const containerEnv = z.object({ key: z.string(), value: z.string() });
export type ContainerEnv = z.infer<typeof containerEnv>;

/** One sample. `cpuPercent` as `docker stats` prints it (100 = one core); sizes in bytes, totals since start. */
export const containerStats = z.object({
  cpuPercent: z.number().nonnegative().max(1e6).nullable(),
  memUsage: count.nullable(),
  memLimit: count.nullable(),
  netRxBytes: count.nullable(),
  netTxBytes: count.nullable(),
  blockReadBytes: count.nullable(),
  blockWriteBytes: count.nullable(),
  pids: count.nullable(),
});
export type ContainerStats = z.infer<typeof containerStats>;

/** What an agent may leave out or not know becomes `null`: "not reported by this source". */
const known = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);

const containerFields = {
  id: z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be 64 hex digits' }),
  name: z.string().min(1).max(255),
  image: z.string(),
  imageId: known(z.string()),
  state: containerState,
  status: known(z.string()),
  createdAt: known(timestamp),
  startedAt: known(timestamp),
  finishedAt: known(timestamp),
  exitCode: known(z.int()),
  restartCount: known(count),
  restartPolicy: known(z.string()),
  health: known(containerHealth),
  ports: known(z.array(containerPort)),
  networks: known(z.array(containerNetwork)),
  mounts: known(z.array(containerMount)),
  env: known(z.array(containerEnv)),
  command: known(z.string()),
  entrypoint: known(z.string()),
  labels: known(z.record(z.string(), z.string())),
  stats: known(containerStats),
};

/** A container as an agent reports it. */
export const reportedContainer = z.object(containerFields);
export type ReportedContainer = z.infer<typeof reportedContainer>;

/** A container as ArchNest answers it: the same object, with the key of the host that it runs on. */
export const container = z.object({
  ...containerFields,
  /** Failed health checks in a row, and what the last one printed. */
  failingStreak: known(count),
  healthOutput: known(z.string()),
  host: hostKey,
});
export type Container = z.infer<typeof container>;
