import { expect, it } from 'vitest';
import { newRecoveryCodes, readRecoveryCode, recoveryCodeHash } from './recoveryCodes.ts';

it('are ten of sixty bits, and never the same', () => {
  const codes = Array.from({ length: 50 }, newRecoveryCodes).flat();
  expect(codes).toHaveLength(500);
  expect(new Set(codes).size).toBe(500);
  for (const code of codes) expect(code).toMatch(/^[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}$/);
  // Every letter is used: fewer would be fewer bits.
  expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32);
});

it.each(['abcd-efgh-2345', 'ABCD EFGH 2345', ' abcdefgh2345\n', 'ab-cd-ef-gh-23-45'])(
  'are read however they were typed: %j',
  (typed) => {
    expect(readRecoveryCode(typed)).toBe('abcd-efgh-2345');
  },
);

it.each(['', 'abcd-efgh-234', 'abcd-efgh-23456', 'abcd-efgh-0189', '123456', 'äbcd-efgh-2345'])(
  'are not read out of %j',
  (typed) => {
    expect(readRecoveryCode(typed)).toBeUndefined();
  },
);

it('hash otherwise for another user and with another key', () => {
  const key = Buffer.alloc(32, 1);
  const hashes = [
    recoveryCodeHash(key, 1, 'abcd-efgh-2345'),
    recoveryCodeHash(key, 2, 'abcd-efgh-2345'),
    recoveryCodeHash(Buffer.alloc(32, 2), 1, 'abcd-efgh-2345'),
  ].map((hash) => hash.toString('hex'));
  expect(new Set(hashes).size).toBe(3);
});
