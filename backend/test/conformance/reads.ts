import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { container, host } from '../../src/contract/index.ts';
import { HOSTILE_LABEL } from '../bench/canaries.ts';
import { TEST_IMAGE } from '../bench/dockerd.ts';
import { known, make, remove, testContainer } from './containers.ts';
import type { Subject } from './source.ts';

/** List, find, and everything that a container is said to be. */
export function reads(subject: () => Subject): void {
  const find = (role: string) => subject().source.find(subject().fleet.get(role).id);

  describe('the row of the host', () => {
    it('tells what its list and the daemon tell', async () => {
      const { source, docker, registry } = subject();
      const containers = await source.list();
      const about = source.describe();
      expect(host.parse(about)).toEqual(about);
      const version = await docker.docker(['version', '--format', '{{json .Server}}']);
      const { Version, ApiVersion } = JSON.parse(version) as Record<string, string>;
      expect(about).toMatchObject({
        status: 'online',
        statusDetail: null,
        containerCount: containers.length,
        runningCount: containers.filter(({ state }) => state === 'running').length,
        engine: { version: Version, apiVersion: ApiVersion },
      });
      expect(about.lastSeenAt).toMatch(/Z$/);
      expect(registry.hosts()).toMatchObject([{ key: about.key, status: 'online' }]);
    });
  });

  describe('list', () => {
    it('has every container in its state, and holds to the contract', async () => {
      const { source, fleet } = subject();
      const containers = await source.list();
      for (const one of containers) expect(container.parse(one)).toEqual(one);
      const found = fleet.containers.map(({ id }) => containers.find((one) => one.id === id));
      // Docker tries to start that one again and again: for a moment it runs.
      const state = (role: string, real: string) => (role === 'restarting' ? role : real);
      expect(
        found.map((one, i) => [one?.name, state(fleet.containers[i]?.role ?? '', `${one?.state}`)]),
      ).toEqual(fleet.containers.map(({ name, state: planned }) => [name, planned]));
      expect(found.map((one) => one?.health)).toEqual(fleet.containers.map((one) => one.health));
      expect(new Set(found.map((one) => one?.host))).toEqual(new Set([source.describe().key]));
    });

    it('says of each how long it has been so, in the words of docker ps', async () => {
      const { source, docker, fleet } = subject();
      const ours = fleet.containers.filter(({ role }) => role !== 'restarting');
      const format = ['--no-trunc', '--format', '{{.ID}} {{.Status}}'];
      const theirs = async () => (await docker.docker(['ps', '-a', ...format])).split('\n');
      // Both speak of now, and a second may pass in between.
      await expect
        .poll(async () => {
          const lines = await theirs();
          const containers = await source.list();
          return ours
            .map(({ id }) => `${id} ${containers.find((one) => one.id === id)?.status}`)
            .filter((line) => !lines.includes(line));
        })
        .toEqual([]);
    });
  });

  describe('find', () => {
    it('takes an id, the start of one, and a name', async () => {
      const { source, fleet } = subject();
      const { id, name } = fleet.get('plain1');
      for (const ref of [id, id.slice(0, 12), name])
        expect(await source.find(ref)).toMatchObject({ id, name });
    });

    it('takes a name before the start of an id', async () => {
      const { source, docker, fleet } = subject();
      const { id } = fleet.get('plain1');
      const name = id.slice(0, 8);
      const made = await testContainer(docker, { flags: ['--name', name], verb: 'create' });
      await known(source, { ...made, name });
      expect((await source.find(name)).id).toBe(made.id);
      expect((await source.find(id.slice(0, 9))).id).toBe(id);
    });

    it('refuses the start of several ids, and says so', async () => {
      const { source, fleet } = subject();
      const digits = fleet.containers.map(({ id }) => id.slice(0, 1));
      // There are more containers than digits.
      const twice = digits.find((digit, i) => digits.indexOf(digit) !== i) ?? '';
      await expect(source.find(twice)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(twice),
      });
    });

    it('knows no other', async () => {
      const { source } = subject();
      for (const ref of ['nothing-here', '0'.repeat(64), 'e'.repeat(40)])
        await expect(source.find(ref)).rejects.toMatchObject({ code: 'not_found' });
    });
  });

  describe('a container', () => {
    it('that runs', async () => {
      const { fleet } = subject();
      const { id, name, compose } = fleet.get('healthy');
      expect(await find('healthy')).toMatchObject({
        id,
        name,
        image: TEST_IMAGE,
        imageId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        state: 'running',
        status: expect.stringMatching(/^Up .* \(healthy\)$/),
        createdAt: expect.stringMatching(/^20\d\d-/),
        startedAt: expect.stringMatching(/^20\d\d-/),
        exitCode: null,
        restartCount: 0,
        restartPolicy: 'no',
        health: 'healthy',
        failingStreak: 0,
        command: expect.stringMatching(/^sh -c /),
        env: [{ key: 'PATH', value: '/bin' }],
        labels: {
          'com.docker.compose.project': compose?.project,
          'com.docker.compose.service': compose?.service,
        },
      });
    });

    it('that ended, was never started, is paused, starts for ever', async () => {
      const time = expect.stringMatching(/^20\d\d-/);
      expect(await find('exited0')).toMatchObject({
        state: 'exited',
        exitCode: 0,
        startedAt: time,
        finishedAt: time,
        status: expect.stringMatching(/^Exited \(0\) .* ago$/),
      });
      expect(await find('exited137')).toMatchObject({ state: 'exited', exitCode: 137 });
      expect(await find('created')).toMatchObject({
        state: 'created',
        status: 'Created',
        exitCode: null,
        startedAt: null,
        finishedAt: null,
      });
      expect(await find('paused')).toMatchObject({
        state: 'paused',
        exitCode: null,
        status: expect.stringMatching(/^Up .* \(Paused\)$/),
      });
      expect(await find('restarting')).toMatchObject({
        restartPolicy: 'always',
        restartCount: expect.toSatisfy((count: number) => count > 0),
      });
    });

    it('with a failing health check, and what the check said', async () => {
      expect(await find('unhealthy')).toMatchObject({
        health: 'unhealthy',
        failingStreak: expect.toSatisfy((streak: number) => streak > 0),
        healthOutput: 'no answer',
      });
    });

    it('with ports, where there is a network', async () => {
      const { docker } = subject();
      if (!docker.bridge) return;
      const { ports, networks } = await find('ports');
      const bound = { hostIp: '127.0.0.1', hostPort: expect.toSatisfy((port) => port > 0) };
      expect(ports?.toSorted((a, b) => a.containerPort - b.containerPort)).toEqual([
        { ...bound, containerPort: 3000, proto: 'tcp' },
        { ...bound, containerPort: 5353, proto: 'udp' },
        { hostIp: null, hostPort: null, containerPort: 9090, proto: 'tcp' },
      ]);
      const ip = expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/);
      expect(networks).toEqual([{ name: 'bridge', ip }]);
    });

    it('with mounts', async () => {
      const { fleet } = subject();
      const { mounts } = await find('mounts');
      expect(mounts?.toSorted((a, b) => a.type.localeCompare(b.type))).toEqual([
        { type: 'bind', source: '/usr/share', destination: '/config', rw: false },
        {
          type: 'volume',
          source: expect.stringContaining(`${fleet.prefix}data`),
          destination: '/data',
          rw: true,
        },
      ]);
    });

    it('with a restart policy, an entrypoint, and a command of several words', async () => {
      const { source, docker } = subject();
      const flags = ['--restart', 'on-failure:3', '--entrypoint', '/bin/echo'];
      const made = await testContainer(docker, { flags, command: ['a b', 'c'], verb: 'create' });
      expect(await known(source, made)).toMatchObject({
        restartPolicy: 'on-failure:3',
        entrypoint: '/bin/echo',
        command: "'a b' c",
      });
    });

    it('with a label that looks like code, as it is', async () => {
      expect((await find('hostile')).labels).toMatchObject({
        [HOSTILE_LABEL.key]: HOSTILE_LABEL.value,
      });
    });

    it('with a name that is longer than any that we show', async () => {
      const { source, docker } = subject();
      const name = `long-${randomBytes(4).toString('hex')}-`.padEnd(300, 'x');
      const made = await make(docker, { flags: ['--name', name], verb: 'create' });
      try {
        const one = await known(source, made);
        expect(container.parse(one).name).toBe(name.slice(0, 255));
      } finally {
        await remove(docker, made);
      }
    });
  });
}
