import { describe, expect, it } from 'vitest';
import { applyFrame, emptyLiveState, keepIdentity, sameJson } from './liveState.ts';
import { aContainer, aHost } from './test/wire.ts';

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
