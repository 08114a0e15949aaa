import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Segment } from './engine/display.ts';
import { cutAtHits, cutShort } from './pieces.ts';
import { selectedText } from './selection.ts';

const plain = (...texts: string[]): Segment[] =>
  texts.map((text) => ({ text, style: null, role: null }));

describe('cutAtHits', () => {
  it('cuts a match that reaches over two segments into a piece of each', () => {
    const pieces = cutAtHits(plain('ab', 'cd', 'e'), [
      [1, 3],
      [4, 5],
    ]);
    expect(pieces.map(({ text, hit }) => [text, hit])).toEqual([
      ['a', -1],
      ['b', 0],
      ['c', 0],
      ['d', -1],
      ['e', 1],
    ]);
  });

  it('loses nothing, wherever the matches are', () => {
    const ranges = fc
      .uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 8 })
      .map((ends) => ends.toSorted((a, b) => a - b))
      .map((ends) =>
        ends.flatMap((end, index): [number, number][] =>
          index % 2 === 1 ? [[ends[index - 1] ?? 0, end]] : [],
        ),
      );
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 6 })), ranges, (texts, hits) => {
        const pieces = cutAtHits(plain(...texts), hits);
        expect(pieces.map(({ text }) => text).join('')).toBe(texts.join(''));
        hits.forEach(([from, to], which) => {
          const found = pieces.filter(({ hit }) => hit === which).map(({ text }) => text);
          expect(found.join('')).toBe(texts.join('').slice(from, to));
        });
      }),
    );
  });
});

it('cuts a long line short', () => {
  expect(cutShort(plain('abc', 'def', 'g'), 4).map(({ text }) => text)).toEqual(['abc', 'd']);
});

describe('selectedText', () => {
  const rows = [
    { columns: '12:00 INF', text: 'first line' },
    { columns: '12:01 ERR', text: 'second' },
    { columns: '', text: 'third line' },
  ];

  it.each([
    [rows, null, null, '12:00 INF first line\n12:01 ERR second\nthird line'],
    [rows, 6, 5, 'line\n12:01 ERR second\nthird'],
    [rows.slice(0, 1), 2, 5, 'rst'],
    [rows.slice(0, 1), null, 5, '12:00 INF first'],
    [rows.slice(0, 2), 6, 0, 'line\n12:01 ERR'],
  ])('%#', (some, from, to, text) => {
    expect(selectedText(some, from, to)).toBe(text);
  });
});
