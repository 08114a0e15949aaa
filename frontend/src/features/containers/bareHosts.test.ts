import { expect, it } from 'vitest';
import { aHost } from '../../test/wire.ts';
import { bareHosts, filterInWords, type Filter } from './bareHosts.ts';

const down = aHost({ key: 'agent:a', name: 'a', status: 'offline', containerCount: 0 });
const empty = aHost({ key: 'agent:b', name: 'b', containerCount: 0 });
const busy = aHost({ key: 'agent:c', name: 'c', containerCount: 3 });
const all = [down, empty, busy];
const none = { search: '', host: null, facets: [] };
const shown = (filter: Filter, unread: string[] = []) => bareHosts(all, filter, new Set(unread));

it('shows a host without containers, unless something narrower is looked for', () => {
  expect(shown(none)).toEqual([down, empty]);
  expect(shown({ ...none, host: 'agent:b' })).toEqual([empty]);
  expect(shown({ ...none, facets: ['offline'] })).toEqual([down]);
  expect(shown({ ...none, facets: ['running'] })).toEqual([]);
  expect(shown({ ...none, search: 'web' })).toEqual([]);
});

it('shows a host whose containers did not come, however many it has', () => {
  expect(shown(none, ['agent:c'])).toEqual(all);
  expect(shown({ ...none, search: 'web' }, ['agent:c'])).toEqual([]);
});

it('says what is filtered by', () => {
  expect(filterInWords({ search: 'web ', host: 'agent:c', facets: ['stale'] }, all)).toBe(
    'web host:c is:stale',
  );
  expect(filterInWords({ ...none, host: 'agent:gone' }, all)).toBe('host:agent:gone');
});
