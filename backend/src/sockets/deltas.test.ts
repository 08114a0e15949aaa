import { describe, expect, it } from 'vitest';
import type { Container } from '../contract/index.ts';
import { Deltas, toRow } from './deltas.ts';

const HOST = 'docker:1';
const one = (id: string, name = id) => ({ id, name }) as Container;
const row = (id: string, name = id) => toRow(one(id, name));
const stats = (pids: number) => ({ pids }) as NonNullable<Container['stats']>;

describe('changes', () => {
  it('wait, and of each container only the newest is told', () => {
    const deltas = new Deltas();
    deltas.add(HOST, { changed: [one('a', 'old'), one('b')], gone: [] });
    deltas.add(HOST, { changed: [one('a', 'new')], gone: ['c'] });
    deltas.add('docker:2', { changed: [one('z')], gone: [] });
    expect(deltas.size).toBe(2);
    expect(deltas.take()).toEqual({ type: 'remove', host: HOST, ids: ['c'] });
    expect(deltas.take()).toEqual({
      type: 'upsert',
      host: HOST,
      containers: [row('a', 'new'), row('b')],
    });
    expect(deltas.take()).toMatchObject({ type: 'upsert', host: 'docker:2' });
    expect([deltas.take(), deltas.size]).toEqual([undefined, 0]);
  });

  it('of a container that went are forgotten, and of one that came back its going', () => {
    const deltas = new Deltas();
    deltas.add(HOST, { changed: [one('a'), one('b')], gone: [] });
    deltas.add(HOST, { changed: [], gone: ['a'] });
    deltas.add(HOST, { changed: [one('c')], gone: ['c'] });
    deltas.add(HOST, { changed: [one('c', 'again')], gone: [] });
    expect(deltas.take()).toEqual({ type: 'remove', host: HOST, ids: ['a'] });
    expect(deltas.take()).toMatchObject({ containers: [row('b'), row('c', 'again')] });
    expect(deltas.take()).toBeUndefined();
  });

  it('are dropped where a snapshot will say all of it', () => {
    const deltas = new Deltas();
    deltas.add(HOST, { changed: [one('a')], gone: ['b'] });
    deltas.drop(HOST);
    expect([deltas.take(), deltas.size]).toEqual([undefined, 0]);
  });
});

describe('samples', () => {
  it('are told once, of each container the newest, all hosts together', () => {
    const deltas = new Deltas();
    deltas.addSamples(HOST, [
      { id: 'a', at: 1, stats: stats(1) },
      { id: 'b', at: 1, stats: stats(2) },
    ]);
    deltas.addSamples('docker:2', [{ id: 'a', at: 2, stats: null }]);
    deltas.addSamples(HOST, [{ id: 'a', at: 3, stats: stats(3) }]);
    // Samples alone are no reason for a frame of changes.
    expect(deltas.size).toBe(0);
    expect(deltas.takeSamples()).toEqual([
      { host: HOST, id: 'a', at: 3, stats: stats(3) },
      { host: HOST, id: 'b', at: 1, stats: stats(2) },
      { host: 'docker:2', id: 'a', at: 2, stats: null },
    ]);
    expect(deltas.takeSamples()).toEqual([]);
  });
});

it('a row has what a table shows', () => {
  const all = { id: 'a', env: [], mounts: [], entrypoint: 'x', healthOutput: 'y', command: 'z' };
  expect(toRow(all as unknown as Container)).toEqual({
    id: 'a',
    env: null,
    mounts: null,
    entrypoint: null,
    healthOutput: null,
    command: 'z',
  });
});
