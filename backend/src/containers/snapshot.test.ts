import { expect, it } from 'vitest';
import type { Container } from '../contract/index.ts';
import { Snapshot } from './snapshot.ts';

const one = (id: string, fields: Partial<Container> = {}) =>
  ({ id, name: id, state: 'running', ports: [], ...fields }) as Container;

it('holds what it was given, and after a gap only that', () => {
  const snapshot = new Snapshot();
  snapshot.replace([one('a'), one('b', { state: 'paused' }), one('c', { state: 'exited' })]);
  expect([snapshot.size, snapshot.running]).toEqual([3, 1]);
  snapshot.replace([one('c'), one('d')]);
  expect(snapshot.values().map(({ id }) => id)).toEqual(['c', 'd']);
});

it('says what really changed', () => {
  const snapshot = new Snapshot();
  const a = one('a');
  expect(snapshot.apply({ changed: [a], gone: [] })).toEqual({ changed: [a], gone: [] });
  expect(snapshot.apply({ changed: [one('a')], gone: [] })).toBeNull();
  const renamed = one('a', { name: 'x' });
  expect(snapshot.apply({ changed: [renamed, one('b')], gone: ['c'] })).toEqual({
    changed: [renamed, one('b')],
    gone: [],
  });
  expect(snapshot.apply({ changed: [renamed], gone: ['b', 'b', 'c'] })).toEqual({
    changed: [],
    gone: ['b'],
  });
  expect(snapshot.apply({ changed: [], gone: ['b'] })).toBeNull();
  expect(snapshot.values()).toEqual([renamed]);
});
