import { describe, expect, it } from 'vitest';
import { applyFrame, emptyLiveState, keepIdentity, sameJson } from './liveState.ts';
import type { ContainerStats, LiveFrame } from '@archnest/backend/contract';
import { aContainer, aHost, someStats } from './test/wire.ts';

const vm1 = aHost({ key: 'agent:vm-1', id: 'vm-1', name: 'vm-1' });
const nas = aHost({ key: 'agent:nas', id: 'nas', name: 'nas' });
const web = aContainer({ name: 'web' });
const db = aContainer({ name: 'db' });

const live = [
  { type: 'hosts', hosts: [vm1, nas] } as const,
  { type: 'snapshot', host: 'agent:vm-1', containers: [web, db] } as const,
].reduce((state, frame) => applyFrame(state, { ...frame } as never, 1), emptyLiveState);

describe('a live frame', () => {
  it('names the hosts in their order of name', () => {
    expect(live.hosts?.map((host) => host.name)).toEqual(['nas', 'vm-1']);
    expect(live.phase).toBe('live');
  });

  it('keeps the identity of containers that did not change', () => {
    const moved = { ...structuredClone(db), restartCount: 7 };
    const next = applyFrame(
      live,
      { type: 'snapshot', host: 'agent:vm-1', containers: [moved, structuredClone(web)] },
      2,
    );
    const [first, second] = next.containers.get('agent:vm-1') ?? [];
    expect(first).toEqual(moved);
    expect(second).toBe(web);
    expect(next.asOf).toBe(2);
  });

  it('keeps everything when a snapshot repeats itself', () => {
    const next = applyFrame(
      live,
      { type: 'snapshot', host: 'agent:vm-1', containers: structuredClone([web, db]) },
      2,
    );
    expect(next.containers).toBe(live.containers);
  });

  it('drops the containers of a host that is gone', () => {
    const next = applyFrame(live, { type: 'hosts', hosts: [nas] }, 2);
    expect(next.containers.has('agent:vm-1')).toBe(false);
  });

  it('replaces one host, and adds one that it did not know', () => {
    const stale = { ...vm1, status: 'stale' as const };
    const pi = aHost({ key: 'agent:pi', id: 'pi', name: 'pi' });
    const next = [stale, pi].reduce(
      (state, host) => applyFrame(state, { type: 'host', host }, 2),
      live,
    );
    expect(next.hosts?.map((host) => [host.name, host.status])).toEqual([
      ['nas', 'online'],
      ['pi', 'online'],
      ['vm-1', 'stale'],
    ]);
    expect(next.hosts?.[0]).toBe(live.hosts?.[0]);
  });

  it('gives an empty host an empty list, which is not the same as unknown', () => {
    const next = applyFrame(live, { type: 'snapshot', host: 'agent:nas', containers: [] }, 2);
    expect(next.containers.get('agent:nas')).toEqual([]);
  });
});

describe('a live host', () => {
  const key = 'docker:1';
  const host = aHost({ key, id: '1', name: 'media', source: 'engine', capabilities: ['live'] });
  const [one, two] = [
    aContainer({ host: key, name: 'one' }),
    aContainer({ host: key, name: 'two' }),
  ];
  const after = (...frames: LiveFrame[]) =>
    frames.reduce((state, frame) => applyFrame(state, frame, 1), emptyLiveState);
  const start = after(
    { type: 'hosts', hosts: [host] },
    { type: 'snapshot', host: key, containers: [one, two] },
  );
  const listOf = (state: typeof start) => state.containers.get(key) ?? [];
  const sample = (id: string, stats: ContainerStats | null = someStats()): LiveFrame => ({
    type: 'stats',
    samples: [{ host: key, id, at: 1, stats }],
  });

  it('changes what an upsert names, adds what is new, and leaves the others as they were', () => {
    const three = aContainer({ host: key, name: 'three' });
    const stopped = { ...one, state: 'exited' as const };
    const next = applyFrame(start, { type: 'upsert', host: key, containers: [stopped, three] }, 2);
    expect(listOf(next).map(({ name, state }) => [name, state])).toEqual([
      ['one', 'exited'],
      ['two', 'running'],
      ['three', 'running'],
    ]);
    expect(listOf(next)[1]).toBe(two);
    const again = structuredClone([stopped, three]);
    const same = applyFrame(next, { type: 'upsert', host: key, containers: again }, 3);
    expect(same.containers).toBe(next.containers);
  });

  it('takes out what is removed, and nothing for what it does not know', () => {
    const next = applyFrame(start, { type: 'remove', host: key, ids: [one.id] }, 2);
    expect(listOf(next)).toEqual([two]);
    const none = applyFrame(next, { type: 'remove', host: key, ids: [one.id] }, 3);
    expect(none.containers).toBe(next.containers);
    const other = applyFrame(next, { type: 'remove', host: 'docker:9', ids: [one.id] }, 3);
    expect(other.containers).toBe(next.containers);
  });

  it('puts samples into their rows and leaves every other row and host as it was', () => {
    const next = applyFrame(start, sample(two.id), 2);
    expect(listOf(next)[0]).toBe(one);
    expect(listOf(next)[1]).toEqual({ ...two, stats: someStats() });
    expect(listOf(next)[1]?.labels).toBe(two.labels);
    expect(applyFrame(next, sample(two.id), 3).containers).toBe(next.containers);
    expect(applyFrame(next, sample('gone'), 3).containers).toBe(next.containers);
  });

  it('keeps the last sample while it is up, since rows come without', () => {
    const measured = applyFrame(start, sample(one.id), 2);
    const renamed = { ...one, name: 'uno' };
    const upsert = (container: typeof one) =>
      listOf(applyFrame(measured, { type: 'upsert', host: key, containers: [container] }, 3))[0];
    expect(upsert(renamed)).toEqual({ ...renamed, stats: someStats() });
    expect(upsert({ ...one, state: 'paused' })?.stats).toEqual(someStats());
    expect(upsert({ ...one, state: 'exited' })?.stats).toBeNull();
    expect(upsert({ ...one, stats: someStats({ cpuPercent: 9 }) })?.stats?.cpuPercent).toBe(9);
    expect(listOf(applyFrame(measured, sample(one.id, null), 3))[0]?.stats).toBeNull();
    const snapshot: LiveFrame = {
      type: 'snapshot',
      host: key,
      containers: structuredClone([one, two]),
    };
    expect(applyFrame(measured, snapshot, 3).containers).toBe(measured.containers);
  });

  it('takes an agent’s row as it is: without a sample it knows none', () => {
    const web1 = aContainer({ name: 'web', stats: someStats() });
    const frame = (container: typeof web1): LiveFrame => ({
      type: 'snapshot',
      host: 'agent:vm-1',
      containers: [container],
    });
    const next = after(frame(web1), frame({ ...web1, stats: null }));
    expect(next.containers.get('agent:vm-1')?.[0]?.stats).toBeNull();
  });
});

it('compares JSON by value', () => {
  expect(sameJson({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true);
  expect(sameJson({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(sameJson([], {})).toBe(false);
  expect(sameJson(null, {})).toBe(false);
});

it('returns the list itself when nothing changed', () => {
  const before = [{ id: 'a' }];
  expect(keepIdentity(before, [{ id: 'a' }], (item) => item.id)).toBe(before);
});
