import { expect, it } from 'vitest';
import { nextSessions } from './shellSessions.ts';

const [web, db] = ['docker:1/aaaaaaaaaaaa', 'docker:1/bbbbbbbbbbbb'];
const own = `${web}.shell`;
const tabs = [web, db];
const first = nextSessions([], tabs, web);

it('opens a shell when it is looked at first, and keeps it while another tab is', () => {
  expect(first).toEqual([{ key: 1, tab: web }]);
  expect(nextSessions(first, tabs, null)).toBe(first);
  const second = nextSessions(first, tabs, db);
  expect(second).toEqual([
    { key: 1, tab: web },
    { key: 2, tab: db },
  ]);
  expect(nextSessions(second, tabs, web)).toBe(second);
});

it('keeps it when an address leaves out its tab', () => {
  expect(nextSessions(first, [], null)).toBe(first);
  expect(nextSessions(first, [db], db)).toEqual([
    { key: 1, tab: web },
    { key: 2, tab: db },
  ]);
});

it('takes the running shell along when it is torn off', () => {
  const torn = nextSessions(first, [...tabs, own], own);
  expect(torn).toEqual([{ key: 1, tab: own }]);
  expect(nextSessions(torn, [...tabs, own], web)).toEqual([
    { key: 1, tab: own },
    { key: 2, tab: web },
  ]);
});

it('takes it back on the way to before it was torn off', () => {
  const torn = nextSessions(first, [...tabs, own], own);
  expect(nextSessions(torn, tabs, web)).toEqual([{ key: 1, tab: web }]);
});
