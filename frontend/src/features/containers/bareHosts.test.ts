import { expect, it } from 'vitest';
import { aHost } from '../../test/wire.ts';
import { bareHosts, filterInWords } from './bareHosts.ts';

const down = aHost({ key: 'agent:a', name: 'a', status: 'offline', containerCount: 0 });
const empty = aHost({ key: 'agent:b', name: 'b', containerCount: 0 });
const busy = aHost({ key: 'agent:c', name: 'c', containerCount: 3 });
const all = [down, empty, busy];
const none = { search: '', host: null, facets: [] };

it('shows a host without containers, unless something narrower is looked for', () => {
  expect(bareHosts(all, none)).toEqual([down, empty]);
  expect(bareHosts(all, { ...none, host: 'agent:b' })).toEqual([empty]);
  expect(bareHosts(all, { ...none, facets: ['offline'] })).toEqual([down]);
  expect(bareHosts(all, { ...none, facets: ['running'] })).toEqual([]);
  expect(bareHosts(all, { ...none, search: 'web' })).toEqual([]);
});

it('says what is filtered by', () => {
  expect(filterInWords({ search: 'web ', host: 'agent:c', facets: ['stale'] }, all)).toBe(
    'web host:c is:stale',
  );
  expect(filterInWords({ ...none, host: 'agent:gone' }, all)).toBe('host:agent:gone');
});
