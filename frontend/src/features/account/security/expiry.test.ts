import { expect, it } from 'vitest';
import { daysOf, expiries, standingOf, tokenExample } from './expiry.ts';

const day = 86_400_000;

it.each([
  [null, 'fine'],
  [30 * day, 'fine'],
  [4 * day, 'soon'],
  [0, 'over'],
  [-day, 'over'],
])('a token that ends in %s ms is %s', (span, standing) => {
  const now = 1_000 * day;
  expect(standingOf(span === null ? null : now + span, now)).toBe(standing);
});

it('offers what the server takes', () => {
  expect(expiries.map(([expiry]) => daysOf(expiry))).toEqual([7, 30, 90, 365, null]);
});

it('shows how to use a token without writing it into a command', () => {
  const lines = tokenExample('https://nest.home.arpa').split('\n');
  expect(lines[0]).toContain('read -rsp');
  expect(lines[1]).toBe(`curl -fsS -H @archnest.header 'https://nest.home.arpa/api/hosts'`);
});
