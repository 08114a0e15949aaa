import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CANARIES, foundCanaries, HOSTILE_LABEL } from './canaries.ts';
import { testDocker, type TestDocker } from './dockerd.ts';
import { startFleet, type Fleet } from './fleet.ts';

interface Inspected {
  Name: string;
  State: { Status: string; ExitCode: number; Health?: { Status: string } };
  Config: { Labels: Record<string, string> };
  HostConfig: { Memory: number; RestartPolicy: { Name: string } };
  Mounts: { Type: string; Destination: string; RW: boolean }[];
  NetworkSettings: { Ports: Record<string, { HostPort: string }[] | null> };
}

let docker: TestDocker;
let fleet: Fleet;

beforeAll(async () => {
  docker = await testDocker();
  fleet = await startFleet(docker);
});

afterAll(async () => {
  await fleet?.remove();
  const left = await docker?.docker(['ps', '-a', '--format', '{{.Names}}']);
  await docker?.stop();
  expect(left?.split('\n').filter((name) => name.startsWith(fleet.prefix))).toEqual([]);
});

async function inspect(...roles: string[]): Promise<Inspected[]> {
  const ids = roles.map((role) => fleet.get(role).id);
  return JSON.parse(await docker.docker(['inspect', ...ids])) as Inspected[];
}

async function one(role: string): Promise<Inspected> {
  const [container] = await inspect(role);
  if (!container) throw new Error(`no ${role}`);
  return container;
}

describe('the fleet', () => {
  test('has at least twenty containers of several projects', () => {
    expect(fleet.containers.length).toBeGreaterThanOrEqual(20);
    expect(new Set(fleet.containers.map((c) => c.id)).size).toBe(fleet.containers.length);
    expect(fleet.containers.every((c) => /^[0-9a-f]{64}$/.test(c.id))).toBe(true);
    expect(new Set(fleet.containers.map((c) => c.compose?.project)).size).toBeGreaterThan(3);
  });

  test('is in every state that a list can show', async () => {
    const roles = ['exited0', 'exited137', 'paused', 'created', 'plain1'];
    const states = (await inspect(...roles)).map(({ State }) => [State.Status, State.ExitCode]);
    expect(states).toEqual([
      ['exited', 0],
      ['exited', 137],
      ['paused', 0],
      ['created', 0],
      ['running', 0],
    ]);
    const health = (await inspect('healthy', 'unhealthy')).map((c) => c.State.Health?.Status);
    expect(health).toEqual(['healthy', 'unhealthy']);
  });

  test('has one that Docker restarts for ever', async () => {
    // Between two waits it runs for a moment, so it is asked until it waits.
    await expect.poll(async () => (await one('restarting')).State.Status).toBe('restarting');
    expect((await one('restarting')).HostConfig.RestartPolicy.Name).toBe('always');
  });

  test('holds the planted secrets and the hostile label as they are', async () => {
    const secrets = JSON.stringify(await inspect('secrets'));
    expect(foundCanaries(secrets)).toEqual(Object.keys(CANARIES));
    expect((await one('hostile')).Config.Labels[HOSTILE_LABEL.key]).toBe(HOSTILE_LABEL.value);
  });

  test('has ports, mounts and a memory limit', async () => {
    const { Mounts } = await one('mounts');
    const mounts = Mounts.map(({ Type, Destination, RW }) => `${Type} ${Destination} ${RW}`);
    expect(mounts.toSorted()).toEqual(['bind /config false', 'volume /data true']);
    expect((await one('memory')).HostConfig.Memory).toBe(64 * 1024 * 1024);
    const ports = (await one('ports')).NetworkSettings.Ports;
    if (docker.bridge) expect(ports['3000/tcp']?.[0]?.HostPort).toMatch(/^\d+$/);
  });
});

test('everything that docker() makes carries the label of its handle', async () => {
  const ids = await docker.docker(['ps', '-aq', '--no-trunc', '--filter', `label=${docker.label}`]);
  expect(ids.split('\n').toSorted()).toEqual(fleet.containers.map((c) => c.id).toSorted());
});
