import { expect, it } from 'vitest';
import { isLoopback } from './firstSteps.ts';

it.each([
  ['http://localhost:4000', true],
  ['http://127.0.0.1:4000', true],
  ['http://[::1]:4000', true],
  ['http://nest.localhost', true],
  ['http://10.0.0.2:4000', false],
  ['https://nest.home.arpa', false],
])('%s: loopback %s', (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});
