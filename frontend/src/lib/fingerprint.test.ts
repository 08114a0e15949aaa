import { expect, it } from 'vitest';
import { shortened, splitFingerprints } from './fingerprint.ts';

const shown = `SHA256:${'aB3+/'.repeat(8)}xyz`;

it('shortens what is too long to be read in passing', () => {
  expect(shortened(shown)).toBe('SHA256:aB3+…/xyz');
  expect(shortened('SHA256:abc')).toBe('SHA256:abc');
});

it('finds the fingerprints in a sentence', () => {
  expect(splitFingerprints(`It showed ${shown}, not ${shown}.`)).toEqual([
    'It showed ',
    shown,
    ', not ',
    shown,
    '.',
  ]);
  expect(splitFingerprints('SHA256:short')).toEqual(['SHA256:short']);
});
