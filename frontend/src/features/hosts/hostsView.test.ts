import { expect, it } from 'vitest';
import { hostsPath, type HostsView } from '../../paths.ts';
import { aHost } from '../../test/wire.ts';
import { chooseHosts, readHostsView, runningWords, type HostRow } from './hostsView.ts';

const read = (path: string) => readHostsView(new URL(path, 'http://x').searchParams);

it.each<[Partial<HostsView>, string]>([
  [{}, '/hosts'],
  [{ search: 'a b' }, '/hosts?q=a%20b'],
  [
    { statuses: ['offline', 'unknown'], host: 'docker:1' },
    '/hosts?is=offline,unknown&host=docker:1',
  ],
  [{ host: 'ssh:3', checksKey: true }, '/hosts?host=ssh:3&check=key'],
])('the address of %j is %s and reads back', (view, path) => {
  expect(hostsPath(view)).toBe(path);
  expect(read(path)).toEqual({
    search: '',
    statuses: [],
    host: null,
    checksKey: false,
    ...view,
  });
});

it('leaves out what it does not know', () => {
  expect(read('/hosts?is=offline,broken&page=2').statuses).toEqual(['offline']);
  expect(read('/hosts?check=key').checksKey).toBe(false);
});

const rows: HostRow[] = [
  {
    host: aHost({ key: 'docker:1', source: 'engine', id: '1', name: 'Media', status: 'offline' }),
    address: 'tcps://192.168.20.14:2376',
  },
  { host: aHost({ name: 'garage' }), address: 'vm-1' },
  { host: aHost({ key: 'agent:vm-2', id: 'vm-2', name: 'attic', status: 'stale' }), address: null },
];

it.each<[string, HostsView['statuses'], string[]]>([
  ['', [], ['Media', 'garage', 'attic']],
  ['media', [], ['Media']],
  ['192.168 engine', [], ['Media']],
  ['agent stale', [], ['attic']],
  ['', ['stale', 'offline'], ['Media', 'attic']],
  ['agent', ['offline'], []],
])('%j with %j leaves %j', (search, statuses, names) => {
  const { shown } = chooseHosts(rows, { search, statuses });
  expect(shown.map(({ host }) => host.name)).toEqual(names);
});

it('counts each status of what the search leaves, whatever is chosen', () => {
  const { counts } = chooseHosts(rows, { search: 'agent', statuses: ['offline'] });
  expect(counts).toEqual({ online: 1, stale: 1, offline: 0, unverified: 0, unknown: 0 });
});

it('says how many run', () => {
  expect(runningWords(aHost({ runningCount: 3, containerCount: 5 }))).toBe('3 / 5');
  expect(runningWords(aHost({ runningCount: null, containerCount: 5 }))).toBe('5');
  expect(runningWords(aHost({ runningCount: null, containerCount: null }))).toBeNull();
});

it('gives a jump host no status, unless its key waits to be confirmed', () => {
  const jump = (name: string, status: 'unknown' | 'unverified'): HostRow => ({
    host: aHost({ key: `ssh:${name}`, source: 'ssh', name, status }),
    address: null,
    jumpOnly: true,
  });
  const jumps = [jump('gate', 'unknown'), jump('inner', 'unverified')];
  const { counts, shown } = chooseHosts(jumps, { search: '', statuses: ['unknown'] });
  expect(counts).toMatchObject({ unknown: 0, unverified: 1 });
  expect(shown).toEqual([]);
  expect(chooseHosts(jumps, { search: 'jump host', statuses: [] }).shown).toEqual([jumps[0]]);
});
