import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aHost } from '../../../test/wire.ts';
import { rowHost } from '../view.ts';
import { JobRunner, type Target } from './jobs.ts';
import type { Action } from './verbs.ts';

const target = (id: number, key = 'docker:1'): Target => ({
  key: `${key}/${id}`,
  id: `${id}`,
  name: `c${id}`,
  host: rowHost(aHost({ key })),
});
const many = (count: number, key?: string) =>
  Array.from({ length: count }, (_, id) => target(id, key));

describe('a job', () => {
  /** What is under way, to be ended by the test. */
  let open: { action: Action; key: string; done: () => void; fail: (why: string) => void }[];
  let runner: JobRunner;

  beforeEach(() => {
    vi.useFakeTimers();
    open = [];
    runner = new JobRunner(
      (action, { key }) =>
        new Promise((resolve, reject) => {
          open.push({ action, key, done: resolve, fail: (why) => reject(new Error(why)) });
        }),
    );
  });
  afterEach(() => vi.useRealTimers());

  const settle = () => vi.advanceTimersByTimeAsync(0);
  const phases = (index = 0) =>
    runner
      .getState()
      .jobs[index]?.steps.map(({ phase }) => phase[0])
      .join('') ?? '';
  const end = async (count: number) => {
    for (const { done } of open.splice(0, count)) done();
    await settle();
  };

  it('does six at a time on a host, and hosts do not wait for each other', async () => {
    runner.start('stop', [...many(8), ...many(2, 'docker:2')]);
    expect(phases()).toBe('rrrrrrwwrr');
    expect(open).toHaveLength(8);
    await end(1);
    expect(phases()).toBe('drrrrrrwrr');
    await end(7);
    await end(9);
    expect(phases()).toBe('dddddddddd');
  });

  it('forgets all of them: what waits is not begun, and what ends later is not told', async () => {
    runner.start('stop', many(8));
    runner.clear();
    expect(runner.getState().jobs).toEqual([]);
    expect(runner.getState().byKey.size).toBe(0);
    open.at(-1)?.fail('gone');
    await end(6);
    expect(open).toEqual([]);
    expect(runner.getState().jobs).toEqual([]);
    // The places at the host are free again.
    runner.start('start', many(6));
    expect(phases()).toBe('rrrrrr');
  });

  it('shares a host between jobs', () => {
    runner.start('stop', many(5));
    runner.start('start', [target(10), target(11)]);
    expect([phases(0), phases(1)]).toEqual(['rrrrr', 'rw']);
  });

  it('goes on after a failure, keeps its reason, and tries only that again', async () => {
    runner.start('restart', many(3));
    open.splice(1, 1)[0]?.fail('permission denied');
    await end(2);
    expect(phases()).toBe('dfd');
    const [job] = runner.getState().jobs;
    expect(runner.getState().byKey.get('docker:1/1')).toMatchObject({
      phase: 'failed',
      problem: 'permission denied',
      job: { action: 'restart' },
    });
    expect(runner.getState().byKey.has('docker:1/0')).toBe(false);
    runner.retry(job?.id ?? 0);
    expect(phases()).toBe('drd');
    await end(1);
    expect(phases()).toBe('ddd');
    await vi.advanceTimersByTimeAsync(4_000);
    expect(runner.getState().jobs).toEqual([]);
  });

  it('of one container is not told once it worked: the row says it', async () => {
    runner.start('stop', [target(1)]);
    await end(1);
    expect(runner.getState().jobs).toEqual([]);
  });

  it('leaves alone what something is being done to', () => {
    runner.start('stop', [target(1)]);
    runner.start('kill', [target(1), target(2)]);
    expect(open.map(({ action, key }) => `${action} ${key}`)).toEqual([
      'stop docker:1/1',
      'kill docker:1/2',
    ]);
    runner.start('kill', [target(1)]);
    expect(runner.getState().jobs).toHaveLength(2);
  });

  it('forgets a failure when something else is done to the container', async () => {
    runner.start('stop', [target(1)]);
    open.pop()?.fail('no');
    await settle();
    runner.start('kill', [target(1)]);
    expect(runner.getState().jobs.map(({ action }) => action)).toEqual(['kill']);
  });

  it('is dismissed only when it is over', async () => {
    runner.start('stop', many(2));
    const id = runner.getState().jobs[0]?.id ?? 0;
    runner.dismiss(id);
    expect(runner.getState().jobs).toHaveLength(1);
    open[0]?.fail('no');
    open[1]?.done();
    await settle();
    runner.dismiss(id);
    expect(runner.getState()).toEqual({ jobs: [], byKey: new Map() });
  });

  it('tells those who listen', async () => {
    const heard = vi.fn<() => void>();
    const stop = runner.subscribe(heard);
    runner.start('stop', [target(1)]);
    expect(heard).toHaveBeenCalled();
    stop();
    heard.mockReset();
    await end(1);
    expect(heard).not.toHaveBeenCalled();
  });
});
