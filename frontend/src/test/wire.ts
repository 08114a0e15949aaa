import type { Container, ContainerStats, Host } from '@archnest/backend/contract';

let serial = 0;

/** A host as the server answers it, for tests. */
export const aHost = (fields: Partial<Host> = {}): Host => ({
  key: 'agent:vm-1',
  source: 'agent',
  id: 'vm-1',
  name: 'vm-1',
  status: 'online',
  statusDetail: null,
  capabilities: ['stats'],
  containerCount: 1,
  runningCount: 1,
  lastSeenAt: '2026-06-20T19:30:00.000Z',
  engine: null,
  ...fields,
});

/** A container as the live socket sends it, for tests; each has its own id. */
export const aContainer = (fields: Partial<Container> = {}): Container => ({
  id: (serial += 1).toString(16).padStart(64, '0'),
  host: 'agent:vm-1',
  name: 'web',
  image: 'nginx:1.29',
  imageId: null,
  state: 'running',
  status: 'Up 3 hours',
  createdAt: null,
  startedAt: '2026-06-20T16:30:00Z',
  finishedAt: null,
  exitCode: null,
  restartCount: null,
  restartPolicy: null,
  health: null,
  ports: null,
  networks: null,
  mounts: null,
  env: null,
  command: null,
  entrypoint: null,
  labels: null,
  stats: null,
  failingStreak: null,
  healthOutput: null,
  ...fields,
});

/** One sample, for tests. */
export const someStats = (fields: Partial<ContainerStats> = {}): ContainerStats => ({
  cpuPercent: 4,
  memUsage: 512,
  memLimit: 1024,
  netRxBytes: null,
  netTxBytes: null,
  blockReadBytes: null,
  blockWriteBytes: null,
  pids: null,
  ...fields,
});
