import { expect, it } from 'vitest';
import { standingOf } from './words.ts';

it.each([
  [{ kind: 'connecting' }, null],
  [{ kind: 'live' }, null],
  [{ kind: 'lost', at: 0 }, ['Connection lost.', 'Retry now']],
  [{ kind: 'ended', reason: 'stopped', at: 0 }, ['The container is not running.', 'Follow again']],
  [{ kind: 'ended', reason: 'removed', at: 0 }, ['The container was removed.', null]],
  [{ kind: 'ended', reason: 'lost', at: 0 }, ['The host does not answer.', 'Retry now']],
  [
    { kind: 'failed', code: 'not_found', message: 'Gone.', retrying: false },
    ['The log could not be read.', 'Try again'],
  ],
  [{ kind: 'closed', code: 4404 }, ['The host was removed from ArchNest.', null]],
] as const)('says of %j %j', (phase, words) => {
  const standing = standingOf(phase);
  expect(standing && [standing.what, standing.button]).toEqual(words);
});
