import { describe, expect, it } from 'vitest';
import { logTime } from '../contract/index.ts';
import { toLogParams, toUnixTime } from './logQuery.ts';

describe('toUnixTime', () => {
  it.each([
    ['1781983800', '1781983800.000000000'],
    ['1781983800.5', '1781983800.500000000'],
    ['1781983800.123456789', '1781983800.123456789'],
    ['2026-06-20T19:30:00Z', '1781983800.000000000'],
    ['2026-06-20T19:30:00.123456789Z', '1781983800.123456789'],
    ['2026-06-20T19:30:00.1234567899Z', '1781983800.123456789'],
    ['2026-06-20T21:30:00.5+02:00', '1781983800.500000000'],
    ['2026-06-20T21:30:00+02:00', '1781983800.000000000'],
    ['1969-12-31T23:59:59.5Z', '0.000000000'],
    ['0', '0.000000000'],
  ])('%s is %s', (time, unix) => {
    expect(logTime.safeParse(time).success).toBe(true);
    expect(toUnixTime(time)).toBe(unix);
  });
});

describe('toLogParams', () => {
  it('asks for both streams and every line without a word about them', () => {
    expect(toLogParams({}, true)).toEqual({ follow: true, stdout: true, stderr: true });
  });

  it('passes on what was asked for', () => {
    const query = { tail: 5, since: '1.5', until: '2', stream: 'stderr' } as const;
    expect(toLogParams(query, false)).toEqual({
      follow: false,
      stdout: false,
      stderr: true,
      tail: 5,
      since: '1.500000000',
      until: '2.000000000',
    });
    expect(toLogParams({ stream: 'stdout' }, false)).toMatchObject({ stdout: true, stderr: false });
  });

  it('keeps a tail of none', () => {
    expect(toLogParams({ tail: 0 }, true)).toMatchObject({ tail: 0 });
  });

  it('does not take an end before all time for no end', () => {
    for (const until of ['0', '0.0', '1969-12-31T00:00:00Z'])
      expect(toLogParams({ until }, false).until).toBe('0.000000001');
  });
});
