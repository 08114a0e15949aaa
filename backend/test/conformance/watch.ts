import { onTestFinished, describe, expect, it } from 'vitest';
import type { ContainerChanges } from '../../src/containers/registry.ts';
import type { Container } from '../../src/contract/index.ts';
import { until } from '../bench/commands.ts';
import { IDLE, known, remove, testContainer, inside, type Made } from './containers.ts';
import type { OpenedSource, Subject } from './source.ts';

/** Short, so that a test need not wait for what a reload is given. */
const LINGER_MS = 200;

/** A source is as live as somebody looks. */
export function watching(subject: () => Subject): void {
  const open = async (): Promise<OpenedSource> => {
    const opened = await subject().adapter.open(LINGER_MS);
    onTestFinished(opened.close);
    return opened;
  };
  const acquire = ({ source }: OpenedSource) => {
    if (!source.watch) throw new Error('this source is not live');
    return source.watch.acquire();
  };

  describe('watch', () => {
    it('tells what becomes of a container, from its first day to its last', async () => {
      const { docker } = subject();
      const opened = await open();
      const { source, registry } = opened;
      acquire(opened);
      await source.list();
      const history: Container[] = [];
      const gone: string[] = [];
      registry.on('changes', (_key, changes: ContainerChanges) => {
        history.push(...changes.changed);
        gone.push(...changes.gone);
      });
      const flags = ['--health-interval', '1s', '--health-retries', '1'];
      const health = ['--health-cmd', 'test ! -e /tmp/ill'];
      const made = await testContainer(docker, { flags: [...flags, ...health], verb: 'create' });
      const of = ({ id }: Made) => history.filter((one) => one.id === id);
      const told = (fits: (one: Container) => boolean) =>
        until(`news of ${made.name}`, () => of(made).find(fits));

      await told(({ state }) => state === 'created');
      await docker.docker(['start', made.id]);
      await told(({ state, startedAt }) => state === 'running' && startedAt !== null);
      await told(({ health }) => health === 'healthy');
      await inside(docker, made, 'touch /tmp/ill');
      await told(({ health }) => health === 'unhealthy');
      await docker.docker(['rename', made.id, `${made.name}-new`]);
      await told(({ name }) => name === `${made.name}-new`);
      expect((await source.find(`${made.name}-new`)).id).toBe(made.id);
      await expect(source.find(made.name)).rejects.toMatchObject({ code: 'not_found' });
      await docker.docker(['pause', made.id]);
      await told(({ state }) => state === 'paused');
      await docker.docker(['unpause', made.id]);
      await docker.docker(['update', '--restart', 'unless-stopped', made.id]);
      await told(({ restartPolicy }) => restartPolicy === 'unless-stopped');
      await docker.docker(['kill', made.id]);
      await told(({ state, exitCode }) => state === 'exited' && exitCode === 137);
      await remove(docker, made);
      await until('its end', () => gone.includes(made.id));
      expect((await source.list()).map(({ id }) => id)).not.toContain(made.id);
      const { lags } = subject().adapter;
      const before = of(made).filter(({ state }) => !(lags && state === 'removing'));
      expect(before.at(-1)?.status).toMatch(/^Exited \(137\)/);
      // What changes nothing is no news; how long it has been so is none.
      const facts = of(made).map((one) => ({ ...one, status: null, stats: null }));
      for (const [i, one] of facts.entries()) expect(one).not.toEqual(facts[i - 1]);
    });

    it('tells which networks a container is on', async () => {
      const { docker } = subject();
      if (!docker.bridge) return;
      const opened = await open();
      acquire(opened);
      const made = await testContainer(docker);
      const network = `n${made.name}`;
      await docker.docker(['network', 'create', network]);
      onTestFinished(async () => void (await docker.docker(['network', 'rm', network])));
      await known(opened.source, made);
      const networks = async () =>
        (await opened.source.find(made.id)).networks?.map(({ name }) => name).toSorted();
      await docker.docker(['network', 'connect', network, made.id]);
      await expect.poll(networks).toEqual(['bridge', network]);
      await docker.docker(['network', 'disconnect', network, made.id]);
      await expect.poll(networks).toEqual(['bridge']);
    });

    it('samples what is wanted', async () => {
      const { fleet } = subject();
      const opened = await open();
      const lease = acquire(opened);
      const seen = new Set<string>();
      opened.registry.on('samples', (_key, samples) => {
        for (const { id, stats } of samples) if (stats?.cpuPercent != null) seen.add(id);
      });
      await opened.source.list();
      const one = fleet.get('plain1').id;
      lease.stats(new Set([one]));
      await until('a sample', () => seen.has(one));
      expect((await opened.source.find(one)).stats?.pids).toBeGreaterThan(0);
      // What does not run has none.
      expect((await opened.source.find(fleet.get('exited0').id)).stats).toBeNull();
    });

    it('rests when nobody looks, and reads everything when somebody does', async () => {
      const { docker } = subject();
      const opened = await open();
      const { source, registry, calls } = opened;
      const lease = acquire(opened);
      const made = await testContainer(docker);
      await known(source, made);
      const other = acquire(opened);
      lease.release();
      lease.release();
      expect(source.describe().status).toBe('online');
      other.release();
      await expect.poll(() => source.describe().status).toBe('unknown');
      // A command that was under way is let end over there.
      if (subject().adapter.lags) await standstill(calls);
      const called = calls();
      let news = 0;
      registry.on('changes', () => news++);
      registry.on('containers', () => news++);
      // Behind its back.
      await remove(docker, made);
      const next = await testContainer(docker, { command: IDLE });
      expect([news, calls()]).toEqual([0, called]);
      // It would have to be read first.
      expect(source.watch?.known()).toBe(false);
      const ids = (await source.list()).map(({ id }) => id);
      expect(ids).toContain(next.id);
      expect(ids).not.toContain(made.id);
      expect(news).toBe(1);
    });

    it('is touched by a read, for a moment', async () => {
      const { source, calls } = await open();
      expect(source.watch?.known()).toBe(false);
      expect(source.describe()).toMatchObject({ status: 'unknown', containerCount: null });
      expect((await source.list()).length).toBeGreaterThan(0);
      expect([source.describe().status, source.watch?.known()]).toEqual(['online', true]);
      await expect.poll(() => source.describe().status).toBe('unknown');
      expect(source.describe().lastSeenAt).not.toBeNull();
      expect(calls()).toBeGreaterThan(0);
    });
  });
}

/** Until it has not changed for a second. */
async function standstill(count: () => number): Promise<void> {
  for (let before = -1; before !== count();) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
