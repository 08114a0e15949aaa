import { expect, it } from 'vitest';
import { isWholeCode, readCode } from './readCode.ts';

it.each([
  ['123456', '123456', true],
  [' 123 456 ', '123456', true],
  ['123-456', '123456', true],
  ['12345', '12345', false],
  [' abcd-efgh ', 'abcd-efgh', false],
  ['1234-5678', '1234-5678', false],
])('%j is sent as %j', (typed, sent, whole) => {
  expect(readCode(typed)).toBe(sent);
  expect(isWholeCode(typed)).toBe(whole);
});
