import type { Report } from '../src/contract/index.ts';

/** A report as a homelab VM posts it: 60 containers come to about 77 KB of JSON. */
export function syntheticReport(hostId: string, containers = 60): Report {
  return {
    hostId,
    hostname: `${hostId}.lan`,
    agentVersion: '1.0.0',
    reportedAt: new Date().toISOString(),
    dockerHealthy: true,
    containers: Array.from({ length: containers }, (_, index) => container(hostId, index)),
  };
}

function container(hostId: string, index: number): Report['containers'][number] {
  const id = Buffer.from(`${hostId}-${index}`).toString('hex').padEnd(64, '0').slice(0, 64);
  const project = `stack-${index % 8}`;
  return {
    id,
    name: `${project}-service-${index}`,
    image: `ghcr.io/example/service-${index % 20}:1.${index}.0`,
    imageId: `sha256:${id}`,
    state: 'running',
    status: 'Up 3 days',
    createdAt: '2026-06-01T10:00:00.123456789Z',
    startedAt: '2026-06-17T10:21:00.123456789Z',
    finishedAt: null,
    exitCode: null,
    restartCount: 0,
    restartPolicy: 'unless-stopped',
    health: 'healthy',
    ports: [{ hostIp: '0.0.0.0', hostPort: 8000 + index, containerPort: 80, proto: 'tcp' }],
    networks: [{ name: `${project}_default`, ip: `172.21.0.${index + 2}` }],
    mounts: [{ type: 'volume', source: `${project}_data`, destination: '/data', rw: true }],
    env: [
      { key: 'TZ', value: 'Europe/Berlin' },
      { key: 'DATABASE_URL', value: 'postgres://app:********@db:5432/app' },
      { key: 'APP_SECRET', value: '********' },
      { key: 'LANG', value: 'en_US.UTF-8' },
    ],
    command: 'node server.js --port 80',
    entrypoint: '/docker-entrypoint.sh',
    labels: {
      'com.docker.compose.project': project,
      'com.docker.compose.service': `service-${index}`,
      'org.opencontainers.image.source': `https://github.com/example/service-${index % 20}`,
    },
    stats: {
      cpuPercent: index / 10,
      memUsage: 104_857_600 + index,
      memLimit: 8_589_934_592,
      netRxBytes: 123_456_789,
      netTxBytes: 987_654_321,
      blockReadBytes: 4_096_000,
      blockWriteBytes: 8_192_000,
      pids: 12,
    },
  };
}
