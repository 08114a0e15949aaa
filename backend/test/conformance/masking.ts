import { describe, expect, it } from 'vitest';
import { CANARIES, foundCanaries, HARMLESS_ENV } from '../bench/canaries.ts';
import { until } from '../bench/commands.ts';
import { testContainer } from './containers.ts';
import type { Subject } from './source.ts';

/** Nothing that is planted as a secret leaves a source. */
export function masking(subject: () => Subject): void {
  describe('secrets', () => {
    it('are masked in the list and in the container, and the rest is there', async () => {
      const { source, fleet } = subject();
      const { id } = fleet.get('secrets');
      const inList = (await source.list()).find((one) => one.id === id);
      for (const one of [inList, await source.find(id)]) {
        expect(foundCanaries(JSON.stringify(one))).toEqual([]);
        expect(one?.env).toContainEqual(HARMLESS_ENV);
        expect(one?.env).toContainEqual({ key: 'POSTGRES_PASSWORD', value: '********' });
        expect(one?.command).toContain('--requirepass');
      }
      expect(foundCanaries(JSON.stringify(await source.list()))).toEqual([]);
    });

    it('are masked in what a health check prints', async () => {
      const { source, docker } = subject();
      const said = `could not connect to postgres://app:${CANARIES.envUrlPassword}@db; exit 1`;
      const made = await testContainer(docker, {
        flags: ['--health-interval', '1s', '--health-cmd', `echo ${said}`],
      });
      const output = await until('the first health check', async () => {
        const found = (await source.list()).find((one) => one.id === made.id);
        return found?.healthOutput;
      });
      expect(output).toMatch(/^could not connect to postgres:\/\/app:/);
      expect(foundCanaries(output)).toEqual([]);
    });
  });
}
