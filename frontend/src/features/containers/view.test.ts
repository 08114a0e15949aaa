import { describe, expect, it } from 'vitest';
import { aContainer, aHost } from '../../test/wire.ts';
import { imageName, naturalKey, publishedPorts, rowHost, toRow } from './view.ts';

const host = rowHost(aHost());
const stats = {
  cpuPercent: 4,
  memUsage: 512,
  memLimit: 1024,
  netRxBytes: null,
  netTxBytes: null,
  blockReadBytes: null,
  blockWriteBytes: null,
  pids: null,
};

describe('an image name', () => {
  it.each([
    ['nginx', 'nginx', ''],
    ['nginx:1.29', 'nginx', ':1.29'],
    ['ghcr.io/immich-app/immich-server:v1.135.3', 'immich-server', ':v1.135.3'],
    ['registry:5000/app', 'app', ''],
    [`app:2@sha256:${'ab12cd34'.repeat(8)}`, 'app', ':2'],
    [`app@sha256:${'ab12cd34'.repeat(8)}`, 'app', '@ab12cd34'],
    [`sha256:${'ab12cd34'.repeat(8)}`, 'ab12cd34ab12', ''],
    ['', '', ''],
  ])('%s', (image, short, tag) => {
    expect(imageName(image)).toMatchObject({ short, tag, full: image });
  });
});

it('lists a published port once, however many addresses it is bound to', () => {
  const ports = publishedPorts([
    { hostIp: '::', hostPort: 8080, containerPort: 80, proto: 'tcp' },
    { hostIp: '0.0.0.0', hostPort: 8080, containerPort: 80, proto: 'tcp' },
    { hostIp: '0.0.0.0', hostPort: 53, containerPort: 53, proto: 'udp' },
    { hostIp: null, hostPort: null, containerPort: 9000, proto: 'tcp' },
  ]);
  expect(ports).toEqual([
    { port: 53, label: '53/udp', detail: '0.0.0.0:53 → 53/udp' },
    { port: 8080, label: '8080', detail: '[::]:8080 → 80/tcp\n0.0.0.0:8080 → 80/tcp' },
  ]);
});

describe('a row', () => {
  it('keeps unknown apart from zero', () => {
    const unknown = toRow(aContainer(), host);
    expect([unknown.cpu, unknown.memory, unknown.memoryRatio]).toEqual([null, null, null]);
    const known = toRow(aContainer({ stats }), host);
    expect([known.cpu, known.memory, known.memoryRatio]).toEqual([4, 512, 0.5]);
    expect(toRow(aContainer({ stats: { ...stats, memLimit: 0 } }), host).memoryRatio).toBeNull();
  });

  it('tells a failed exit from a clean one', () => {
    expect(toRow(aContainer({ state: 'exited', exitCode: 0 }), host).shape).toBe('exited');
    expect(toRow(aContainer({ state: 'exited', exitCode: 137 }), host).shape).toBe('failed');
    expect(toRow(aContainer({ state: 'exited' }), host).shape).toBe('exited');
  });

  it.each(['offline', 'unverified'] as const)('says "was" for a host that is %s', (status) => {
    const row = toRow(aContainer(), rowHost(aHost({ status })));
    expect([row.shape, row.word]).toEqual(['lastKnown', 'Was running']);
  });

  it('counts uptime only while it is up', () => {
    const startedAt = '2026-06-20T16:30:00Z';
    expect(toRow(aContainer({ startedAt }), host).startedAt).toBe(Date.parse(startedAt));
    expect(toRow(aContainer({ state: 'exited', startedAt }), host).startedAt).toBeNull();
  });

  it('shows invisible characters of names', () => {
    expect(toRow(aContainer({ name: 'web\u202e' }), host).name).toBe('web‹U+202E›');
  });

  it('finds its compose project, and none in an empty label', () => {
    const labels = { 'com.docker.compose.project': 'arr', 'com.docker.compose.service': '' };
    expect(toRow(aContainer({ labels }), host)).toMatchObject({ project: 'arr', service: null });
  });

  it('takes a host without "manage" as read-only', () => {
    expect(host.readOnly).toBe(true);
    expect(rowHost(aHost({ capabilities: ['manage'] })).readOnly).toBe(false);
  });
});

it('orders names as people count', () => {
  const names = ['web-10', 'Web-2', 'api'];
  expect(names.toSorted((a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1))).toEqual([
    'api',
    'Web-2',
    'web-10',
  ]);
});
