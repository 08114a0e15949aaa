import { expect, it } from 'vitest';
import { initials } from './initials.ts';

it.each([
  ['Ada Lovelace', 'AL'],
  ['Ada King of Lovelace', 'AL'],
  ['ada', 'AD'],
  ['ada.lovelace', 'AL'],
  ['x', 'X'],
  ['日本 太郎', '日太'],
  ['👩‍💻 dev', '👩D'],
  ['--', '--'],
])('%s: %s', (name, letters) => {
  expect(initials(name)).toBe(letters);
});
