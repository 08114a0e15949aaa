import { describe, expect, it } from 'vitest';
import { aContainer, aHost, someStats } from '../../test/wire.ts';
import { makeRowCache } from './rowCache.ts';

describe('the row cache', () => {
  const vm = aHost();
  const [web, db] = [aContainer({ name: 'web' }), aContainer({ name: 'db' })];
  const of = (...containers: (typeof web)[]) => new Map([[vm.key, containers]]);

  it('gives the same row when only the time of the last report changed', () => {
    const rows = makeRowCache();
    const [first, second] = rows([vm], of(web, db));
    expect([first?.name, second?.name]).toEqual(['db', 'web']);
    const later = { ...vm, lastSeenAt: '2026-06-20T19:31:00.000Z' };
    const next = rows([later], of(db, web));
    expect(next).toEqual([first, second]);
    expect(next[1]).toBe(second);
  });

  it('gives a new row when its host went stale or can do something else', () => {
    const rows = makeRowCache();
    const [first] = rows([vm], of(web));
    const [stale] = rows([{ ...vm, status: 'stale' }], of(web));
    expect(stale).not.toBe(first);
    expect(stale?.host.status).toBe('stale');
    const [able] = rows([{ ...vm, status: 'stale', capabilities: ['manage'] }], of(web));
    expect(able?.host.readOnly).toBe(false);
  });

  it('is the same list when nothing changed', () => {
    const rows = makeRowCache();
    const first = rows([vm], of(web, db));
    expect(rows([{ ...vm }], of(web, db))).toBe(first);
  });

  it('makes only the numbers anew when a sample came, in the same place', () => {
    const rows = makeRowCache();
    const first = rows([vm], of(web, db));
    const next = rows([vm], of({ ...web, stats: someStats({ cpuPercent: 7 }) }, db));
    expect(next[0]).toBe(first[0]);
    expect(next[1]).toMatchObject({ name: 'web', cpu: 7, memory: 512, memoryRatio: 0.5 });
    expect(next[1]?.image).toBe(first[1]?.image);
  });

  it('sorts again when a name changed, a container came or one went', () => {
    const rows = makeRowCache();
    rows([vm], of(web, db));
    const named = { ...db, name: 'zdb' };
    const names = (...containers: (typeof web)[]) =>
      rows([vm], of(...containers)).map((row) => row.name);
    expect(names(web, named)).toEqual(['web', 'zdb']);
    expect(names(web, named, aContainer({ name: 'api' }))).toEqual(['api', 'web', 'zdb']);
    expect(names(named)).toEqual(['zdb']);
    expect(rows([], new Map())).toEqual([]);
  });
});
