import { createHmac, randomInt } from 'node:crypto';

const CODES = 10;
/** Base32's, which no two are mistaken of: twelve of them are 60 bits. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const GROUPS = 3;
const GROUP_LETTERS = 4;

/** Ten new codes, such as `abcd-efgh-ijkl`. */
export const newRecoveryCodes = () => Array.from({ length: CODES }, newCode);

function newCode(): string {
  const letter = () => LETTERS.charAt(randomInt(LETTERS.length));
  const group = () => Array.from({ length: GROUP_LETTERS }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** However it was typed: `undefined` when it cannot be one. */
export function readRecoveryCode(text: string): string | undefined {
  const letters = text.toLowerCase().replaceAll(/[\s-]/g, '');
  return /^[a-z2-7]{12}$/.test(letters) ? letters.replaceAll(/.{4}(?=.)/g, '$&-') : undefined;
}

/** What is stored of a code. With a key, since 60 bits alone might be tried out by who has the database. */
export const recoveryCodeHash = (key: Buffer, userId: number, code: string): Buffer =>
  createHmac('sha256', key).update(`${userId} ${code}`).digest();
