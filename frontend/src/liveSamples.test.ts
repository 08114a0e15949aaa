import { expect, it } from 'vitest';
import { SampleHistory } from './liveSamples.ts';
import { someStats } from './test/wire.ts';

const sample = (at: number) => ({ at, stats: someStats() });
const times = (history: SampleHistory, key = 'docker:1/a') => history.of(key).map(({ at }) => at);

it('keeps five minutes of each container, oldest first', () => {
  const history = new SampleHistory();
  for (const at of [0, 100_000, 299_000, 301_000]) history.add('docker:1/a', sample(at));
  history.add('docker:1/b', { at: 5, stats: null });
  expect(times(history)).toEqual([100_000, 299_000, 301_000]);
  expect(history.of('docker:1/b')).toEqual([{ at: 5, stats: null }]);
});

it('gives the same list until the next sample, and never changes one that it gave', () => {
  const history = new SampleHistory();
  expect(history.of('x')).toBe(history.of('y'));
  history.add('docker:1/a', sample(1));
  const first = history.of('docker:1/a');
  expect(history.of('docker:1/a')).toBe(first);
  history.add('docker:1/a', sample(2));
  expect(first).toHaveLength(1);
  expect(times(history)).toEqual([1, 2]);
});

it('ignores what it has heard already', () => {
  const history = new SampleHistory();
  for (const at of [1, 2, 2, 1, 3]) history.add('docker:1/a', sample(at));
  expect(times(history)).toEqual([1, 2, 3]);
});

it('has an upper limit, however often it is sampled', () => {
  const history = new SampleHistory();
  for (let at = 1; at <= 1_000; at += 1) history.add('docker:1/a', sample(at));
  expect(times(history)).toHaveLength(300);
  expect(times(history).at(-1)).toBe(1_000);
});

it('forgets containers and hosts that are gone', () => {
  const history = new SampleHistory();
  for (const key of ['docker:1/a', 'docker:1/b', 'docker:2/a']) history.add(key, sample(1));
  history.forget('docker:1/a');
  history.keepHosts((host) => host === 'docker:1');
  expect(
    ['docker:1/a', 'docker:1/b', 'docker:2/a'].map((key) => times(history, key).length),
  ).toEqual([0, 1, 0]);
});
