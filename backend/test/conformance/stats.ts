import { describe, expect, it } from 'vitest';
import type { StatsReader } from '../../src/containers/source.ts';
import { containerStats } from '../../src/contract/index.ts';
import { known, testContainer } from './containers.ts';
import type { Subject } from './source.ts';

const MIB = 1024 * 1024;

/** One sample, and what cannot be sampled. */
export function stats(subject: () => Subject): void {
  const reader = (): StatsReader => {
    const found = subject().source.stats;
    if (!found) throw new Error('this source measures nothing');
    return found;
  };

  describe('stats', () => {
    it('measure what a container uses, and know no network where there is none', async () => {
      const { source, docker } = subject();
      const flags = ['--memory', '64m'];
      // A shell that never waits is one core, as far as the machine has it to give.
      const busy = await testContainer(docker, {
        flags,
        command: ['sh', '-c', 'sleep 1000 & while :; do :; done'],
      });
      const alone = await testContainer(docker, { flags: ['--network', 'none'] });
      await known(source, busy);
      await known(source, alone);
      const [sample, { netRxBytes, netTxBytes }] = await Promise.all([
        reader().sample(busy.name),
        reader().sample(alone.id),
      ]);
      expect(containerStats.parse(sample)).toEqual(sample);
      expect(sample).toMatchObject({ memLimit: 64 * MIB, pids: 2 });
      expect(sample.cpuPercent).toBeGreaterThan(1);
      expect(sample.memUsage).toBeGreaterThan(0);
      expect(sample.memUsage).toBeLessThan(64 * MIB);
      if (docker.bridge) expect(sample.netRxBytes).toBeGreaterThanOrEqual(0);
      // By the version of Docker.
      for (const bytes of [netRxBytes, netTxBytes]) expect([null, 0]).toContain(bytes);
    });

    it('of one that sleeps or is paused are next to nothing', async () => {
      const ids = ['plain1', 'paused'].map((role) => subject().fleet.get(role).id);
      for (const sample of await Promise.all(ids.map((id) => reader().sample(id)))) {
        expect(sample.cpuPercent).toBeLessThan(1);
        expect(sample.pids).toBeGreaterThan(0);
      }
    });

    it('are refused of what does not run', async () => {
      const { fleet } = subject();
      for (const role of ['exited0', 'created'])
        await expect(reader().sample(fleet.get(role).id)).rejects.toMatchObject({
          code: 'conflict',
          message: expect.stringContaining(fleet.get(role).name),
        });
      await expect(reader().sample('nothing-here')).rejects.toMatchObject({ code: 'not_found' });
    });
  });
}
