import { expect, it } from 'vitest';
import { aContainer, aHost } from '../../test/wire.ts';
import type { Item } from './group.ts';
import { makeOrderKeeper } from './heldOrder.ts';
import { rowHost, toRow } from './view.ts';

const host = rowHost(aHost());
const container = aContainer();
const items = (keys: string, cpu = 0): Item[] =>
  Array.from(keys).map((key) => ({
    kind: 'row',
    key,
    row: { ...toRow(container, host), key, cpu },
    grouped: false,
  }));
const keysOf = (list: readonly Item[]) => list.map(({ key }) => key).join('');

it('keeps rows under the pointer where they are, with their new numbers', () => {
  const keep = makeOrderKeeper();
  keep(items('abc'), 'cpu', false);
  const held = keep(items('cab', 7), 'cpu', true);
  expect(keysOf(held)).toBe('abc');
  expect(held.every((item) => item.kind === 'row' && item.row.cpu === 7)).toBe(true);
  expect(keysOf(keep(items('cab', 7), 'cpu', false))).toBe('cab');
});

it('follows another choice, and what comes or goes', () => {
  const keep = makeOrderKeeper();
  keep(items('abc'), 'cpu', false);
  expect(keysOf(keep(items('cab'), 'name', true))).toBe('cab');
  expect(keysOf(keep(items('bcad'), 'name', true))).toBe('bcad');
  expect(keysOf(keep(items('bcax'), 'name', true))).toBe('bcax');
});
