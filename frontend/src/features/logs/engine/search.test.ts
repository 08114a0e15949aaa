import { describe, expect, it, vi } from 'vitest';
import { Classifier } from './classify.ts';
import type { Line } from './entry.ts';
import { LogSearch, matcher } from './search.ts';

const make = (...texts: string[]): Line[] => {
  const classifier = new Classifier();
  return texts.map((m) => classifier.read({ t: null, s: 'out', m }));
};

function over(lines: Line[], now?: () => number) {
  const search = new LogSearch(
    { lines: () => lines, text: (line) => line.text, changed: () => {} },
    now,
  );
  const at = () => [search.current?.line.text, search.current?.nth, search.position];
  return { search, at };
}

it('finds without regard to case, and takes signs as they are', () => {
  expect(matcher('a.b')('xA.Bya.b aXb')).toEqual([
    [1, 4],
    [5, 8],
  ]);
  expect(matcher('İ')('xİ')).toEqual([[1, 2]]);
});

describe('LogSearch', () => {
  it('counts matches, and goes round through them', () => {
    const lines = make('no', 'Foo foo', 'no', 'foo');
    const { search, at } = over(lines);
    search.set('foo');
    expect([search.total, search.position]).toEqual([3, 0]);
    search.step(1, lines[2]!);
    expect(at()).toEqual(['foo', 0, 3]);
    search.step(1, null);
    expect(at()).toEqual(['Foo foo', 0, 1]);
    search.step(1, null);
    expect(at()).toEqual(['Foo foo', 1, 2]);
    search.step(-1, null);
    search.step(-1, null);
    expect(at()).toEqual(['foo', 0, 3]);
  });

  it('goes back from where the reader is', () => {
    const lines = make('foo', 'foo foo', 'no', 'foo');
    const { search, at } = over(lines);
    search.set('foo');
    search.step(-1, lines[2]!);
    expect(at()).toEqual(['foo foo', 1, 3]);
  });

  it('keeps up with what is added and dropped', () => {
    const lines = make('foo 1', 'foo 2');
    const { search, at } = over(lines);
    search.set('foo');
    search.step(1, lines[1]!);
    expect(at()).toEqual(['foo 2', 0, 2]);
    lines.push(...make('foo 3'));
    search.appended();
    expect(search.total).toBe(3);
    lines[0]!.gone = true;
    lines.shift();
    search.dropped(1);
    expect([...at(), search.total]).toEqual(['foo 2', 0, 1, 2]);
    lines.push(...make('foo 4'));
    search.appended();
    search.step(1, null);
    search.step(1, null);
    expect(at()).toEqual(['foo 4', 0, 3]);
    lines[0]!.gone = true;
    lines.shift();
    search.dropped(1);
    expect([...at(), search.total]).toEqual(['foo 4', 0, 2, 2]);
    for (const line of lines.splice(0)) line.gone = true;
    search.dropped(2);
    expect([search.current, search.total]).toEqual([null, 0]);
  });

  it('holds on to the current match when everything is looked through again', () => {
    const lines = make('foo', 'foo');
    const { search, at } = over(lines);
    search.set('foo');
    search.step(1, lines[1]!);
    lines.unshift(...make('older foo'));
    search.restart();
    expect(at()).toEqual(['foo', 0, 3]);
    lines.pop();
    search.restart();
    expect(search.current).toBeNull();
  });

  it('works in stretches, and forgets the rest when the text changes', () => {
    vi.useFakeTimers();
    let clock = 0;
    const { search } = over(make(...Array<string>(1_000).fill('foo')), () => (clock += 4));
    search.set('foo');
    expect(search.scanning).toBe(true);
    expect(search.total).toBeLessThan(1_000);
    search.set('fo');
    vi.runAllTimers();
    expect([search.scanning, search.total]).toEqual([false, 1_000]);
    search.set('');
    expect(search.total).toBe(0);
    vi.useRealTimers();
  });
});
