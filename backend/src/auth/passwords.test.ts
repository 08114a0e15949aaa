import { expect, it } from 'vitest';
import { newPassword } from '../contract/index.ts';
import { hashPassword, isSamePassword, temporaryPassword, verifyPassword } from './passwords.ts';

it('makes temporary passwords that can be read out, are long enough, and differ', () => {
  const made = Array.from({ length: 1_000 }, temporaryPassword);
  for (const password of made) {
    expect(password).toMatch(/^([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/);
    expect(newPassword.safeParse(password).success).toBe(true);
  }
  expect(new Set(made).size).toBe(made.length);
  // Each of the 31 characters comes up: 20,000 of them cannot miss one by chance.
  expect(new Set(made.join('').replaceAll('-', '')).size).toBe(31);
});

it('takes a password for the same however its letters were composed', async () => {
  const composed = 'p\u00e4ssword';
  const decomposed = 'pa\u0308ssword';
  expect(isSamePassword(composed, decomposed)).toBe(true);
  expect(await verifyPassword(decomposed, await hashPassword(composed))).toBe(true);
  expect(isSamePassword(composed, 'password')).toBe(false);
});
