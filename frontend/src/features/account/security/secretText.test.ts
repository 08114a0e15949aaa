import { expect, it } from 'vitest';
import { codesFile, grouped } from './secretText.ts';

it('groups a key by four', () => {
  expect(grouped('JBSWY3DPEHPK3PXPAB')).toBe('JBSW Y3DP EHPK 3PXP AB');
  expect(grouped('')).toBe('');
});

it('writes each code on a line of its own', () => {
  const lines = codesFile(['aaaa-bbbb', 'cccc-dddd'], 'https://nest.home.arpa').split('\n');
  expect(lines.slice(3)).toEqual(['aaaa-bbbb', 'cccc-dddd', '']);
  expect(lines[0]).toContain('https://nest.home.arpa');
});
