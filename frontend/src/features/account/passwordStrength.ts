/** How hard a password is to guess, in words that say what would help. `score` from 0 to 4. */
export interface Strength {
  score: 0 | 1 | 2 | 3 | 4;
  word: string;
}

const shortest = 10;
const words = ['Too short', 'Easy to guess', 'Fair', 'Good', 'Strong'] as const;
const keyboards = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  '1234567890',
  'abcdefghijklmnopqrstuvwxyz',
];
const common = [
  'password',
  'passwort',
  'letmein',
  'welcome',
  'admin',
  'archnest',
  'docker',
  'homelab',
  'iloveyou',
];

/**
 * A hint while typing, never a rule: length counts most, and what everybody types counts as a single character.
 * @param own the username and the like, which anybody would try first
 */
export function passwordStrength(password: string, own: readonly string[] = []): Strength {
  if (Array.from(password).length < shortest) return { score: 0, word: words[0] };
  const length = guessable(password.toLowerCase(), own);
  const score = length < 8 ? 1 : length < 12 ? 2 : length < 16 ? 3 : 4;
  return { score, word: words[score] };
}

/** How many characters are left to guess: words that come first, runs and repeats are one each. */
function guessable(password: string, own: readonly string[]): number {
  let rest = password;
  for (const word of [...own.map((each) => each.toLowerCase()), ...common]) {
    if (word.length > 2) rest = rest.replaceAll(word, '\u0000');
  }
  rest = rest.replace(/(.)\1{2,}/g, '$1');
  const characters = Array.from(rest);
  return characters.filter((each, index) => !continues(characters[index - 1], each)).length;
}

/** Whether it is the key, letter or digit beside the one before, in either direction. */
function continues(before: string | undefined, character: string): boolean {
  if (before === undefined) return false;
  return keyboards.some(
    (row) => row.includes(before + character) || row.includes(character + before),
  );
}
