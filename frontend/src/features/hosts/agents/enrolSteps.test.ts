import { expect, it } from 'vitest';
import { carefulCommand, countdown, skewWords } from './enrolSteps.ts';

it('fetches, shows and runs the installer in three lines', () => {
  expect(carefulCommand({ url: 'https://nest.home.arpa', code: 'abcd-efgh' }).split('\n')).toEqual([
    'curl -fsSLO https://nest.home.arpa/agent/install.sh',
    'less install.sh',
    'sudo bash install.sh --enrol abcd-efgh',
  ]);
});

it('quotes an IPv6 address', () => {
  expect(carefulCommand({ url: 'http://[fd00::1]:4000', code: 'x' })).toContain(
    "curl -fsSLO -g 'http://[fd00::1]:4000/agent/install.sh'",
  );
});

it.each([
  [900_000, '15:00'],
  [61_000, '1:01'],
  [400, '0:00'],
  [0, null],
  [-5, null],
])('%d ms are left: %s', (left, said) => {
  expect(countdown(left)).toBe(said);
});

it.each([
  [null, null],
  [0, null],
  [-4, null],
  [12, '12 s ahead'],
  [-300, '5 min behind'],
  [7_200, '2 h ahead'],
])('a clock that is off by %s s: %s', (seconds, said) => {
  expect(skewWords(seconds)).toBe(said);
});
