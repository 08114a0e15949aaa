import { expect, it } from 'vitest';
import { passwordStrength } from './passwordStrength.ts';

it.each([
  ['', 0],
  ['Tr0ub4dor', 0],
  ['aaaaaaaaaaaaaaaa', 1],
  ['1234567890', 1],
  ['qwertyuiop12345', 1],
  ['passwordpassword', 1],
  ['ada-ada-ada-1', 1],
  ['kT9#mW2x!q', 2],
  ['correct horse', 2],
  ['correct horse stapl', 4],
  ['violet umbrella', 3],
  ['correct horse battery', 4],
])('%s: %d of 4', (password, score) => {
  expect(passwordStrength(password, ['ada']).score).toBe(score);
});

it('says in a word what the number means', () => {
  expect(passwordStrength('short').word).toBe('Too short');
  expect(passwordStrength('correct horse battery').word).toBe('Strong');
});
