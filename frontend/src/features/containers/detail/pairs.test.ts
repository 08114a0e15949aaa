import { expect, it } from 'vitest';
import { filterPairs, isMasked, labelPairs, splitMasked } from './pairs.ts';

it('finds masked parts inside a value', () => {
  expect(isMasked('postgres://u:********@db/d')).toBe(true);
  expect(isMasked('*******')).toBe(false);
  expect(splitMasked('postgres://u:********@db/d')).toEqual(['postgres://u:', '********', '@db/d']);
  expect(splitMasked('')).toEqual([]);
});

it('filters by name and by value', () => {
  const pairs = labelPairs({ 'b.name': 'Two', 'a.name': 'One' });
  expect(pairs.map((pair) => pair.key)).toEqual(['a.name', 'b.name']);
  expect(filterPairs(pairs, ' TWO ')).toEqual([{ key: 'b.name', value: 'Two' }]);
  expect(filterPairs(pairs, '')).toBe(pairs);
});
