import { describe, expect, it } from 'vitest';
import { hasConflict, isOlder, readBoots, remember, type Boots } from './order.ts';

/** The boots after reports `bootId:seq`, one a second from 1,000 ms on. */
const after = (...reports: string[]): Boots =>
  reports.reduce<Boots>((boots, report, index) => {
    const [bootId, seq] = report.split(':');
    return remember(boots, { bootId, seq: Number(seq) }, (index + 1) * 1_000);
  }, []);

describe('isOlder', () => {
  it.each([
    [[], 'a:1', false],
    [['a:5'], 'a:6', false],
    [['a:5'], 'a:5', true],
    [['a:5'], 'a:4', true],
    [['a:5', 'b:1'], 'a:5', true],
    [['a:5'], 'b:1', false],
    [['1:5', '2:1', '0:9'], '1:5', true],
    [['__proto__:5'], '__proto__:5', true],
  ])('after %j, %s is older: %s', (reports, report, expected) => {
    const [bootId, seq] = report.split(':');
    expect(isOlder(after(...reports), { bootId, seq: Number(seq) })).toBe(expected);
  });

  it('is false for a report that does not say', () => {
    expect(isOlder(after('a:5'), {})).toBe(false);
    expect(isOlder(after('a:5'), { bootId: 'a' })).toBe(false);
  });

  it('still knows a boot after sixty others, and keeps no more than 64', () => {
    const others = Array.from({ length: 60 }, (_, index) => `b${index}:1`);
    expect(isOlder(after('a:5', ...others), { bootId: 'a', seq: 5 })).toBe(true);
    expect(after(...others, ...others.map((report) => `x${report}`))).toHaveLength(64);
  });
});

describe('hasConflict', () => {
  it('tells two machines from one that reboots', () => {
    expect(hasConflict(after('a:1', 'a:2', 'b:1', 'b:2', 'c:1'), 0)).toBe(false);
    expect(hasConflict(after('a:1', 'b:1', 'a:2'), 0)).toBe(true);
    expect(hasConflict(after('a:1', 'b:1', 'a:2', 'b:2'), 0)).toBe(true);
  });

  it('forgets a mistake that was mended', () => {
    expect(hasConflict(after('a:1', 'b:1', 'a:2', 'b:2'), 4_000)).toBe(false);
  });
});

it('reads what it wrote, and nothing from what is damaged', () => {
  const boots = after('a:1', 'b:2');
  expect(readBoots(JSON.stringify(boots))).toEqual(boots);
  for (const damaged of [undefined, 'x', '{"a":1}', 'null']) expect(readBoots(damaged)).toEqual([]);
});
