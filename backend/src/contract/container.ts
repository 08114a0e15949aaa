import { z } from 'zod';
import { count, hostKey, text, timestamp } from './primitives.ts';

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
  hostIp: text(64).nullable(),
  hostPort: z.int().min(0).max(65535).nullable(),
  containerPort: z.int().min(0).max(65535),
  proto: text(16),
});
export type ContainerPort = z.infer<typeof containerPort>;

export const containerNetwork = z.object({ name: text(255), ip: text(64).nullable() });
export type ContainerNetwork = z.infer<typeof containerNetwork>;

export const containerMount = z.object({
  type: text(32),
  source: text(4096).nullable(),
  destination: text(4096),
  rw: z.boolean().nullable(),
});
export type ContainerMount = z.infer<typeof containerMount>;

/** One variable; secret values arrive as `********` and are masked again on the server. */
export const containerEnv = z.object({ key: text(4096), value: text(131072) });
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
  name: text(255).min(1),
  image: text(4096),
  imageId: known(text(255)),
  state: containerState,
  status: known(text(255)),
  createdAt: known(timestamp),
  startedAt: known(timestamp),
  finishedAt: known(timestamp),
  exitCode: known(z.int()),
  restartCount: known(count),
  restartPolicy: known(text(64)),
  health: known(containerHealth),
  ports: known(z.array(containerPort).max(10_000)),
  networks: known(z.array(containerNetwork).max(1_000)),
  mounts: known(z.array(containerMount).max(1_000)),
  env: known(z.array(containerEnv).max(10_000)),
  command: known(text(131072)),
  entrypoint: known(text(131072)),
  labels: known(z.record(text(4096), text(131072))),
  stats: known(containerStats),
};

/** A container as an agent reports it. */
export const reportedContainer = z.object(containerFields);
export type ReportedContainer = z.infer<typeof reportedContainer>;

/** A container as ArchNest answers it: the same object, with the key of the host that it runs on. */
export const container = z.object({ ...containerFields, host: hostKey });
export type Container = z.infer<typeof container>;
