import { isCutOff } from '../../components/hostStanding.ts';
import type { Grouping, SortId } from '../../paths.ts';
import type { ContainerRow, RowHost } from './view.ts';

/** Rows that share a Compose project on one host, or a host. */
export interface Group {
  key: string;
  /** `null`: containers of no project. */
  title: string | null;
  /** `false` when the title is the host itself. */
  namesProject: boolean;
  host: RowHost;
  count: number;
  running: number;
  cpu: number | null;
  memory: number | null;
}

export type Item =
  | { kind: 'group'; key: string; group: Group; collapsed: boolean }
  | { kind: 'row'; key: string; row: ContainerRow; grouped: boolean };

interface Options {
  by: Grouping;
  sort: { id: SortId; desc: boolean };
  collapsed: ReadonlySet<string>;
  /** Hosts that are shown even with nothing on them: one that is down must not vanish. */
  bare?: readonly RowHost[];
}

/** Flattens sorted rows into what is drawn: each group, then its rows in the order they came. */
export function groupRows(rows: readonly ContainerRow[], options: Options): Item[] {
  const bare = (options.bare ?? []).map((host) => ({ group: emptyGroup(host), rows: [] }));
  if (options.by === 'none')
    return [
      ...bare.flatMap((each) => groupItems(each, options.collapsed)),
      ...rowItems(rows, false),
    ];
  const groups = [...collect(rows, options.by).values(), ...bare];
  return sortGroups(groups, options.sort).flatMap((each) => groupItems(each, options.collapsed));
}

interface Collected {
  group: Group;
  rows: ContainerRow[];
}

const rowItems = (rows: readonly ContainerRow[], grouped: boolean): Item[] =>
  rows.map((row) => ({ kind: 'row', key: row.key, row, grouped }));

function groupItems({ group, rows }: Collected, collapsed: ReadonlySet<string>): Item[] {
  const closed = collapsed.has(group.key);
  const head: Item = { kind: 'group', key: group.key, group, collapsed: closed };
  return closed ? [head] : [head, ...rowItems(rows, true)];
}

/** The keys of all groups that the rows fall into. */
export const groupKeys = (rows: readonly ContainerRow[], by: Grouping): string[] =>
  by === 'none' ? [] : [...collect(rows, by).keys()];

/** The key of the group that a row falls into. */
export const groupKeyOf = (row: ContainerRow, by: Grouping): string | null =>
  by === 'none' ? null : by === 'host' ? hostGroupKey(row.host) : row.projectKey;

const hostGroupKey = ({ key }: RowHost) => `host:${key}`;

const emptyGroup = (host: RowHost): Group => ({
  key: hostGroupKey(host),
  title: host.name,
  namesProject: false,
  host,
  count: 0,
  running: 0,
  cpu: null,
  memory: null,
});

function collect(rows: readonly ContainerRow[], by: 'project' | 'host'): Map<string, Collected> {
  const groups = new Map<string, Collected>();
  for (const row of rows) {
    const title = by === 'host' ? row.host.name : row.project;
    const key = by === 'host' ? hostGroupKey(row.host) : row.projectKey;
    let found = groups.get(key);
    if (!found) {
      const group = { ...emptyGroup(row.host), key, title, namesProject: by === 'project' };
      groups.set(key, (found = { group, rows: [] }));
    }
    found.rows.push(row);
    addTo(found.group, row);
  }
  return groups;
}

function addTo(group: Group, row: ContainerRow) {
  group.count += 1;
  if (row.container.state === 'running') group.running += 1;
  if (row.cpu !== null) group.cpu = (group.cpu ?? 0) + row.cpu;
  if (row.memory !== null) group.memory = (group.memory ?? 0) + row.memory;
}

const collator = new Intl.Collator('en', { numeric: true });

/** By the sorted column's total or title where a group has one; else where its first row came. */
function sortGroups(groups: readonly Collected[], { id, desc }: Options['sort']): Collected[] {
  const sign = desc ? -1 : 1;
  const byTitle = (a: Group, b: Group) =>
    Number(a.title === null) - Number(b.title === null) ||
    sign *
      (collator.compare(a.title ?? '', b.title ?? '') ||
        collator.compare(a.host.name, b.host.name));
  const byTotal = (a: Group, b: Group, total: 'cpu' | 'memory') =>
    Number(a[total] === null) - Number(b[total] === null) ||
    sign * ((a[total] ?? 0) - (b[total] ?? 0));
  if (id === 'name') return groups.toSorted((a, b) => byTitle(a.group, b.group));
  if (id === 'host') {
    return groups.toSorted(
      (a, b) =>
        sign * collator.compare(a.group.host.name, b.group.host.name) || byTitle(a.group, b.group),
    );
  }
  if (id !== 'cpu' && id !== 'memory') return [...groups];
  return groups.toSorted((a, b) => byTotal(a.group, b.group, id) || byTitle(a.group, b.group));
}

export interface Totals {
  cpu: number | null;
  memory: number | null;
}

/** Sums of what is known; the last numbers of a host that is cut off are not. */
export function totalsOf(rows: readonly ContainerRow[]): Totals {
  const totals: Totals = { cpu: null, memory: null };
  for (const { host, cpu, memory } of rows) {
    if (isCutOff(host.status)) continue;
    if (cpu !== null) totals.cpu = (totals.cpu ?? 0) + cpu;
    if (memory !== null) totals.memory = (totals.memory ?? 0) + memory;
  }
  return totals;
}
