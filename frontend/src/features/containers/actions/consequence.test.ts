import { expect, it } from 'vitest';
import { aContainer, aHost } from '../../../test/wire.ts';
import { rowHost, toRow } from '../view.ts';
import { consequence, staying } from './consequence.ts';
import type { Action } from './verbs.ts';

const now = Date.parse('2026-06-20T20:00:00Z');
const host = rowHost(aHost());
const running = toRow(aContainer(), host);
const failed = toRow(
  aContainer({ state: 'exited', exitCode: 137, finishedAt: '2026-06-20T18:00:00Z' }),
  host,
);
const ended = toRow(
  aContainer({ state: 'exited', exitCode: 0, finishedAt: '2026-06-17T18:00:00Z' }),
  host,
);
const created = toRow(aContainer({ state: 'created' }), host);
const say = (action: Action, row: typeof running, force = false) =>
  consequence(action, row, { force, volumes: false }, now).text;

it.each([
  ['remove', running, true, 'running, will be killed'],
  ['remove', running, false, 'running, stays'],
  ['remove', failed, false, 'exited 137, 2 h ago'],
  ['remove', ended, false, 'exited 3 d ago'],
  ['remove', created, false, 'never started'],
  ['stop', running, false, 'running, will be stopped'],
  ['kill', running, false, 'running, will be killed'],
  ['restart', running, false, 'running, will be restarted'],
  ['restart', failed, false, 'exited 137, 2 h ago, will be started'],
] as const)('%s %#', (action, row, force, text) => {
  expect(say(action, row, force)).toBe(text);
});

it('leaves out what Docker would refuse', () => {
  const included = (force: boolean) =>
    consequence('remove', running, { force, volumes: false }, now).included;
  expect([included(false), included(true)]).toEqual([false, true]);
});

it('does not promise volumes that go', () => {
  expect(staying('remove', { force: false, volumes: true })).toBe('Named volumes and images stay.');
  expect(staying('remove', { force: false, volumes: false })).toBe('Volumes and images stay.');
});
