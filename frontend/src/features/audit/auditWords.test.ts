import { auditQuery } from '@archnest/backend/contract';
import { expect, it } from 'vitest';
import { actionGroups, actionWords, detailName, detailValue, isKnownAction } from './auditWords.ts';

it.each([
  ['container.stop', 'Stop container'],
  ['session.failed', 'Sign-in failed'],
  ['agent.token_revoke', 'Revoke agent token'],
  ['stack.reload', 'stack.reload'],
  ['constructor.name', 'constructor.name'],
])('%s: %s', (action, words) => {
  expect(actionWords(action)).toBe(words);
});

it('filters only by what the server takes', () => {
  const actions = actionGroups.flatMap((group) => [group.kind, ...group.actions.map(([a]) => a)]);
  for (const action of actions) {
    expect(auditQuery.safeParse({ action }).success, action).toBe(true);
    expect(isKnownAction(action)).toBe(true);
  }
  expect(isKnownAction('stack.reload')).toBe(false);
});

it.each([
  ['durationMs', 5_000, 'Duration', '5000 ms'],
  ['durationMs', 65_000, 'Duration', '65 s'],
  ['exitCode', null, 'Exit code', '—'],
  ['tokenId', 3, 'Token number', '3'],
  ['someThing', true, 'Some thing', 'yes'],
  ['list', [1], 'List', '[1]'],
])('%s %j reads "%s: %s"', (key, value, name, said) => {
  expect(detailName(key)).toBe(name);
  expect(detailValue(key, value)).toBe(said);
});
