import { expect, it } from 'vitest';
import { deviceKind } from './deviceKind.ts';

it.each([
  ['Firefox on Linux', 'computer'],
  ['Chrome on Windows', 'computer'],
  ['Safari on iOS', 'phone'],
  ['Chrome on Android', 'phone'],
  ['curl', 'script'],
  ['', 'script'],
])('%s: %s', (device, kind) => {
  expect(deviceKind(device)).toBe(kind);
});
