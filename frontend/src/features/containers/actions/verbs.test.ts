import { containerState } from '@archnest/backend/contract';
import { expect, it } from 'vitest';
import { aContainer, aHost } from '../../../test/wire.ts';
import { rowHost, toRow } from '../view.ts';
import { actions, asksFirst, canAct, fits, primaryOf } from './verbs.ts';

it.each([
  ['running', 'restart stop pause kill remove', 'stop'],
  ['paused', 'restart stop unpause kill remove', 'unpause'],
  ['restarting', 'restart stop kill remove', 'stop'],
  ['exited', 'start restart remove', 'start'],
  ['created', 'start remove', 'start'],
  ['dead', 'remove', null],
  ['removing', '', null],
] as const)('%s: %s', (state, fitting, primary) => {
  expect(actions.filter((action) => fits(action, state)).join(' ')).toBe(fitting);
  expect(primaryOf(state)).toBe(primary);
  expect(containerState.options).toContain(state);
});

it('asks before what cannot be undone, and before several at once', () => {
  const asked = (count: number) => actions.filter((action) => asksFirst(action, count)).join(' ');
  expect(asked(1)).toBe('kill remove');
  expect(asked(2)).toBe('restart stop kill remove');
});

it('acts for admins, on hosts that take orders and are there', () => {
  const row = (fields: Parameters<typeof aHost>[0]) => toRow(aContainer(), rowHost(aHost(fields)));
  const able = row({ capabilities: ['manage'] });
  expect([canAct(able, true), canAct(able, false), canAct(row({}), true)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(canAct(row({ capabilities: ['manage'], status: 'offline' }), true)).toBe(false);
  expect(canAct(row({ capabilities: ['manage'], status: 'unverified' }), true)).toBe(false);
});
