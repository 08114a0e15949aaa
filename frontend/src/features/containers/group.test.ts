import { describe, expect, it } from 'vitest';
import { aContainer, aHost } from '../../test/wire.ts';
import { groupRows, totalsOf } from './group.ts';
import { rowHost, toRow, type ContainerRow } from './view.ts';

const nas = rowHost(aHost({ key: 'agent:nas', name: 'nas' }));
const vm = rowHost(aHost({ key: 'agent:vm', name: 'vm' }));
const stats = (cpuPercent: number) => ({
  cpuPercent,
  memUsage: 100,
  memLimit: null,
  netRxBytes: null,
  netTxBytes: null,
  blockReadBytes: null,
  blockWriteBytes: null,
  pids: null,
});
const make = (name: string, host: typeof nas, project?: string, cpu?: number): ContainerRow =>
  toRow(
    aContainer({
      name,
      labels: project ? { 'com.docker.compose.project': project } : null,
      stats: cpu === undefined ? null : stats(cpu),
    }),
    host,
  );
const rows = [
  make('a', nas, 'tv', 1),
  make('b', vm, 'tv'),
  make('c', nas, 'arr', 5),
  make('d', nas),
  make('e', nas, 'arr', 2.5),
];
const sort = { id: 'name', desc: false } as const;
const none = new Set<string>();
const shape = (...args: Parameters<typeof groupRows>) =>
  groupRows(...args).map((item) =>
    item.kind === 'row' ? item.row.name : `${item.group.title ?? '-'}@${item.group.host.name}`,
  );

describe('grouping', () => {
  it('takes a project of each host as its own, and those without one last', () => {
    expect(shape(rows, { by: 'project', sort, collapsed: none })).toEqual([
      'arr@nas',
      'c',
      'e',
      'tv@nas',
      'a',
      'tv@vm',
      'b',
      '-@nas',
      'd',
    ]);
  });

  it('sums what is known and keeps unknown unknown', () => {
    const groups = groupRows(rows, { by: 'host', sort, collapsed: none }).flatMap((item) =>
      item.kind === 'group' ? item.group : [],
    );
    expect(groups).toMatchObject([
      { title: 'nas', count: 4, running: 4, cpu: 8.5, memory: 300 },
      { title: 'vm', count: 1, cpu: null, memory: null },
    ]);
  });

  it('orders groups by their total when a total is sorted, unknown last', () => {
    const byCpu = { by: 'project', sort: { id: 'cpu', desc: true }, collapsed: none } as const;
    expect(shape(rows, byCpu).filter((name) => name.includes('@'))).toEqual([
      'arr@nas',
      'tv@nas',
      'tv@vm',
      '-@nas',
    ]);
  });

  it('orders groups by their first row for any other column', () => {
    const byState = { by: 'host', sort: { id: 'state', desc: false }, collapsed: none } as const;
    expect(shape(rows.toReversed(), byState)[0]).toBe('nas@nas');
  });

  it('hides the rows of a closed group', () => {
    const collapsed = new Set(['host:agent:nas']);
    expect(shape(rows, { by: 'host', sort, collapsed })).toEqual(['nas@nas', 'vm@vm', 'b']);
  });

  it('shows a host with nothing on it when asked to, also without groups', () => {
    expect(shape([], { by: 'none', sort, collapsed: none, bare: [vm] })).toEqual(['vm@vm']);
  });
});

it('totals leave out what an offline host last said', () => {
  const down = rowHost(aHost({ status: 'offline' }));
  expect(totalsOf([make('a', nas, 'x', 1), make('b', down, 'x', 7)])).toEqual({
    cpu: 1,
    memory: 100,
  });
  expect(totalsOf([])).toEqual({ cpu: null, memory: null });
});
