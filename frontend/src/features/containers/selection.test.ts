import { expect, it } from 'vitest';
import { extended, holds, noSelection, toggled, toggledAll } from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];
const chosen = (selection: typeof noSelection) => [...selection.keys].toSorted().join('');

it('chooses and lets go', () => {
  const one = toggled(noSelection, 'b');
  expect(chosen(one)).toBe('b');
  expect(chosen(toggled(one, 'b'))).toBe('');
  expect(chosen(noSelection)).toBe('');
});

it('chooses a range from the last choice, either way, and again from the same place', () => {
  const from = toggled(noSelection, 'c');
  expect(chosen(extended(from, order, 'e'))).toBe('cde');
  expect(chosen(extended(from, order, 'a'))).toBe('abc');
  expect(chosen(extended(extended(from, order, 'd'), order, 'b'))).toBe('bcd');
});

it('takes a range without a start as a click', () => {
  expect(extended(noSelection, order, 'd')).toEqual({ keys: new Set('d'), anchor: 'd' });
  const hidden = toggled(noSelection, 'x');
  expect(chosen(extended(hidden, order, 'b'))).toBe('bx');
});

it('chooses all of a group, then none of it, and leaves the others', () => {
  const other = toggled(noSelection, 'z');
  const part = toggled(other, 'a');
  const all = toggledAll(part, ['a', 'b']);
  expect(chosen(all)).toBe('abz');
  expect(chosen(toggledAll(all, ['a', 'b']))).toBe('z');
});

it('says how much of a list is chosen', () => {
  const some = toggled(noSelection, 'a');
  expect([holds(noSelection, order), holds(some, order), holds(some, ['a'])]).toEqual([
    'none',
    'some',
    'all',
  ]);
  expect(holds(some, [])).toBe('none');
});
