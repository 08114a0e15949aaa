import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { agentScript } from '../paths.ts';
import { isNewer, versionOf } from './script.ts';

it('reads the version of the agent that is shipped', () => {
  expect(versionOf(readFileSync(agentScript, 'utf8'))).toMatch(/^\d+\.\d+\.\d+$/);
  expect(versionOf('echo nothing')).toBeUndefined();
});

it.each([
  ['1.0.1', '1.0.0', true],
  ['1.10.0', '1.9.9', true],
  ['2.0', '1.9.9', true],
  ['1.0.0', '1.0.0', false],
  ['1.0', '1.0.0', false],
  ['1.0.0', '1.0.1', false],
  ['1.0.1', 'mine', false],
  ['mine', '1.0.0', false],
  ['1.0.1', '1.0.0-rc1', false],
])('%s is newer than %s: %s', (one, other, newer) => {
  expect(isNewer(one, other)).toBe(newer);
});
