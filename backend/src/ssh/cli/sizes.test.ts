import { expect, it } from 'vitest';
import { parsePair, parsePercent, parseSize } from './sizes.ts';

it.each([
  ['0B', 0],
  ['626B', 626],
  ['1.05kB', 1_050],
  ['3.2KB', 3_200],
  ['12.3MB', 12_300_000],
  ['1.5GB', 1_500_000_000],
  ['2TB', 2_000_000_000_000],
  ['708KiB', 724_992],
  ['64MiB', 67_108_864],
  ['23.54GiB', 25_275_882_537],
  ['1.234MiB', 1_293_943],
  ['1e+03kB', 1_000_000],
  [' 1.2 MB ', 1_200_000],
])('reads %s as whole bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

it.each(['--', '', 'B', '12', '-1B', '1.2.3MB', '1XB', '1MiB extra', '9EB', 'NaNB', '1e999B'])(
  'knows nothing of %j',
  (text) => {
    expect(parseSize(text)).toBeNull();
  },
);

it('reads both sides, and knows none of dashes', () => {
  expect(parsePair('708KiB / 64MiB')).toEqual([724_992, 67_108_864]);
  expect(parsePair('-- / --')).toEqual([null, null]);
  expect(parsePair('--')).toEqual([null, null]);
});

it('reads a percentage, of many cores too', () => {
  expect(['0.52%', '0.00%', '812.5%', '99999999%'].map(parsePercent)).toEqual([
    0.52, 0, 812.5, 1e6,
  ]);
  expect(['--', '', '%', '-1%', 'NaN%'].map(parsePercent)).toEqual([null, null, null, null, null]);
});
