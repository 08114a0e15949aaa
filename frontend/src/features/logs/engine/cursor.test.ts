import type { LogLine } from '@archnest/backend/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogCursor } from './cursor.ts';
import { compareInstants, formatInstant, parseInstant, shiftInstant } from './instant.ts';

const at = (nanos: number) =>
  `2026-06-20T12:00:${String(Math.floor(nanos / 1e9)).padStart(2, '0')}.${String(nanos % 1e9).padStart(9, '0')}Z`;
const line = (nanos: number, m: string, s: 'out' | 'err' = 'out'): LogLine => ({
  t: at(nanos),
  s,
  m,
});

/** As the daemon does it: from the first line at or after `since`, everything. */
function replay(log: readonly LogLine[], since: string): LogLine[] {
  const [seconds = '', nanos = ''] = since.split('.');
  const from = { seconds: Number(seconds), nanos: Number(nanos) };
  const first = log.findIndex(({ t }) => compareInstants(parseInstant(t)!, from) >= 0);
  return first < 0 ? [] : log.slice(first);
}

describe('instants', () => {
  it('keep nanoseconds, and know zones', () => {
    expect(parseInstant('1970-01-01T00:00:01.5Z')).toEqual({ seconds: 1, nanos: 500_000_000 });
    expect(parseInstant('1970-01-01T01:00:00.000000001+01:00')).toEqual({ seconds: 0, nanos: 1 });
    expect(parseInstant('yesterday')).toBeNull();
    expect(formatInstant(shiftInstant({ seconds: 10, nanos: 5 }, -1_000))).toBe('9.000000005');
    expect(formatInstant(shiftInstant({ seconds: 10, nanos: 5 }, -1))).toBe('9.999000005');
    expect(formatInstant(shiftInstant({ seconds: 10, nanos: 999_999_999 }, 1))).toBe(
      '11.000999999',
    );
  });
});

describe('LogCursor', () => {
  it('asks for everything while nothing came', () => {
    expect(new LogCursor().resume()).toBeNull();
  });

  it('drops exactly what was shown, of lines with one time as well', () => {
    const cursor = new LogCursor();
    const shown = [line(1, 'a'), line(2, 'b'), line(2, 'same'), line(2, 'same')];
    expect(cursor.accept(shown)).toEqual(shown);
    const since = cursor.resume();
    expect(since).toEqual({ since: '1781956800.000000002' });
    const more = [line(2, 'same'), line(2, 'c'), line(3, 'd')];
    expect(cursor.accept([...shown.slice(1), ...more])).toEqual(more);
  });

  it('does not ask for what was before its first line', () => {
    const cursor = new LogCursor();
    cursor.accept([line(5e9, 'tail'), line(5e9 + 1, 'b')]);
    expect(cursor.resume()).toEqual({ since: '1781956805.000000001' });
  });

  it('does not ask for what was skipped', () => {
    const cursor = new LogCursor();
    cursor.accept([line(1e9, 'a'), line(1e9 + 5, 'b')]);
    cursor.skipped();
    cursor.accept([line(1e9 + 9, 'x'), line(1e9 + 10, 'y')]);
    expect(cursor.resume()).toEqual({ since: '1781956801.000000010' });
  });

  it('says when a log has no times', () => {
    const cursor = new LogCursor();
    cursor.accept([{ t: null, s: 'out', m: 'a' }]);
    expect(cursor.resume()).toBe('timeless');
  });

  it('loses nothing and repeats nothing, wherever it breaks, also out of order', () => {
    const steps = fc.array(fc.integer({ min: -2, max: 400 }), { minLength: 2, maxLength: 60 });
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 });
    fc.assert(
      fc.property(steps, cuts, (deltas, breaks) => {
        let now = 20_000;
        // A step back by up to 2 ms: the two streams are written by two threads.
        const log = deltas.map((delta, index) =>
          line((now += delta) * 1e6, index % 3 ? 'x' : `${index}`),
        );
        const cursor = new LogCursor();
        const ends = [...breaks.map((part) => Math.ceil(part * log.length)), log.length].toSorted(
          (a, b) => a - b,
        );
        let shown = cursor.accept(log.slice(0, Math.max(1, ends[0] ?? 0)));
        for (const end of ends.slice(1)) {
          const { since } = cursor.resume() as { since: string };
          shown = shown.concat(cursor.accept(replay(log.slice(0, end), since)));
        }
        expect(shown).toEqual(log);
      }),
      { numRuns: 1_000 },
    );
  });
});
