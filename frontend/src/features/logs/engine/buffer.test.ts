import { describe, expect, it } from 'vitest';
import { LogBuffer } from './buffer.ts';
import { Classifier, classify } from './classify.ts';
import { makeGap, type Line } from './entry.ts';
import { LogRows } from './rows.ts';

const make = (...texts: string[]): Line[] => {
  const classifier = new Classifier();
  return texts.map((m, index) =>
    classifier.read({
      t: `2020-06-20T12:00:0${index % 10}Z`,
      s: m.startsWith('!') ? 'err' : 'out',
      m,
    }),
  );
};
const texts = (rows: LogRows) =>
  rows.rows.map((row) => (row.kind === 'line' ? row.text : row.kind === 'day' ? '---' : row.kind));

describe('LogBuffer', () => {
  it('drops the oldest once it is full, and counts what it has', () => {
    const buffer = new LogBuffer(10, 5);
    buffer.append(make(...Array.from({ length: 14 }, (_, n) => `INFO ${n}`)));
    expect(buffer.lines).toBe(14);
    const oldest = buffer.entries[0];
    buffer.append(make('ERROR 14'));
    expect(buffer).toMatchObject({ lines: 10, dropped: 5, full: true });
    expect(buffer.levels).toMatchObject({ info: 9, error: 1 });
    expect(oldest?.gone).toBe(true);
  });

  it('joins a stack trace that a page cut in two', () => {
    const buffer = new LogBuffer();
    const wire = (m: string) => ({ t: '2020-06-20T12:00:00Z', s: 'err' as const, m });
    buffer.append(classify([wire('\tat a'), wire('\tat b'), wire('INFO on')]));
    expect(buffer.levels).toMatchObject({ error: 0, none: 1, info: 1 });
    buffer.prepend([wire('ERROR no'), wire('java.io.IOException: x')]);
    const marks = buffer.entries.map((entry) => entry.kind === 'line' && entry.continues);
    expect(marks).toEqual([false, true, true, true, false]);
    expect(buffer.levels).toMatchObject({ error: 1, none: 0, info: 1 });
  });

  it('counts lines that were lost, until they are loaded', () => {
    const buffer = new LogBuffer();
    const gap = makeGap(3);
    const [a, d] = make('a', 'd') as [Line, Line];
    buffer.append([a, gap, d]);
    expect(buffer.skipped).toBe(3);
    expect(buffer.neighbour(gap, -1)).toBe(a);
    expect(buffer.neighbour(gap, 1)).toBe(d);
    buffer.fill(gap, make('c'), 2);
    expect(buffer.skipped).toBe(2);
    buffer.fill(gap, make('b'), 0);
    expect(buffer.skipped).toBe(0);
    expect(buffer.entries.map((entry) => entry.kind === 'line' && entry.text)).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });
});

describe('LogRows', () => {
  it('folds the rest of a trace behind its first line', () => {
    const rows = new LogRows();
    const entries = make(
      'before',
      'ERROR no',
      'java.io.IOException: x',
      '\tat a',
      '\tat b',
      'after',
    );
    rows.append(entries.slice(0, 4));
    rows.append(entries.slice(4));
    expect(texts(rows)).toEqual(['---', 'before', 'ERROR no', 'java.io.IOException: x', 'after']);
    expect(rows.foldOf(entries[2]!)).toEqual({ count: 2, open: false });
    expect(rows.passing).toHaveLength(6);
    expect(rows.open(entries[4]!)).toBe(true);
    rows.rebuild(entries);
    expect(texts(rows)).toEqual(['---', ...entries.map((line) => line.text)]);
    expect(rows.open(entries[4]!)).toBe(false);
    rows.toggle(entries[2]!.id);
    rows.rebuild(entries);
    expect(rows.rows).toHaveLength(5);
  });

  it('filters by stream and level; the rest of a trace goes with its head', () => {
    const rows = new LogRows();
    const entries = make('INFO a', 'ERROR b', 'java.io.IOException: x', '!c', 'd');
    rows.filter = { stream: null, levels: new Set(['error']) };
    rows.rebuild(entries);
    expect(texts(rows)).toEqual(['---', 'ERROR b', 'java.io.IOException: x']);
    rows.filter = { stream: 'err', levels: null };
    rows.rebuild(entries);
    expect(texts(rows)).toEqual(['---', '!c']);
    rows.filter = { stream: null, levels: new Set(['none']) };
    rows.rebuild(entries);
    expect(texts(rows)).toEqual(['---', '!c', 'd']);
  });

  it('leaves out what the buffer dropped', () => {
    const rows = new LogRows();
    const buffer = new LogBuffer(3, 1);
    const entries = make('a', 'b', 'c', 'd');
    buffer.append(entries);
    rows.append(entries);
    rows.drop();
    expect(texts(rows)).toEqual(['b', 'c', 'd']);
    expect(rows.passing).toEqual(entries.slice(1));
  });

  it('marks where a day begins', () => {
    const rows = new LogRows();
    const classifier = new Classifier();
    const at = (t: string) => classifier.read({ t, s: 'out', m: t });
    rows.append([
      at('2020-06-20T12:00:00Z'),
      at('2020-06-20T12:00:01Z'),
      at('2020-06-22T12:00:00Z'),
      at('2020-06-22T11:00:00Z'),
    ]);
    expect(rows.rows.map((row) => row.kind)).toEqual([
      'day',
      'line',
      'line',
      'day',
      'line',
      'line',
    ]);
  });
});
