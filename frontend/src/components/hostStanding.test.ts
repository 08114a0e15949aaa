import { expect, it } from 'vitest';
import { standingOf } from './hostStanding.ts';

it.each([
  ['online', null, 'engine', 'fine'],
  ['online', 'It lost events.', 'engine', 'trouble'],
  ['unknown', 'Connecting.', 'engine', 'unsettled'],
  ['unknown', 'Not looked at just now.', 'ssh', 'unsettled'],
  ['unknown', null, 'agent', 'unsettled'],
  ['unknown', 'Its stored report is damaged.', 'agent', 'trouble'],
  ['offline', 'Connection refused.', 'engine', 'trouble'],
  ['stale', null, 'agent', 'trouble'],
  ['unverified', null, 'ssh', 'trouble'],
] as const)('a host that is %s, "%s", over %s is %s', (status, statusDetail, source, standing) => {
  expect(standingOf({ status, statusDetail, source })).toBe(standing);
});
