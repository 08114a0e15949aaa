import { expect, it } from 'vitest';
import { aHost } from '../../test/wire.ts';
import { freeHostId } from './freeHostId.ts';

it('suggests a host ID that no machine reports as', () => {
  expect(freeHostId([])).toBe('vm-1');
  const taken = ['agent:vm-1', 'agent:vm-2', 'agent:vm-4', 'docker:3'].map((key) => aHost({ key }));
  expect(freeHostId(taken)).toBe('vm-3');
});
