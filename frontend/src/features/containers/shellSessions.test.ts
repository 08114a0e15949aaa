import { expect, it } from 'vitest';
import { nextSessions } from './shellSessions.ts';

const [web, db] = ['docker:1/aaaaaaaaaaaa', 'docker:1/bbbbbbbbbbbb'];
const tabs = [web, db];

it('opens a shell when it is looked at first, and keeps it while another tab is', () => {
  const first = nextSessions([], tabs, web);
  expect(first).toEqual([{ key: 1, tab: web }]);
  expect(nextSessions(first, tabs, null)).toBe(first);
  const second = nextSessions(first, tabs, db);
  expect(second).toEqual([
    { key: 1, tab: web },
    { key: 2, tab: db },
  ]);
  expect(nextSessions(second, tabs, web)).toBe(second);
});

it('ends it with its tab, and starts anew when that is opened again', () => {
  const both = nextSessions(nextSessions([], tabs, web), tabs, db);
  expect(nextSessions(both, [db], db)).toEqual([{ key: 2, tab: db }]);
  expect(nextSessions(nextSessions(both, [db], db), tabs, web)).toEqual([
    { key: 2, tab: db },
    { key: 3, tab: web },
  ]);
});

it('takes the running shell along when it is torn off', () => {
  const first = nextSessions([], tabs, web);
  const own = `${web}.shell`;
  const torn = nextSessions(first, [...tabs, own], own);
  expect(torn).toEqual([{ key: 1, tab: own }]);
  expect(nextSessions(torn, [...tabs, own], web)).toEqual([
    { key: 1, tab: own },
    { key: 2, tab: web },
  ]);
});
