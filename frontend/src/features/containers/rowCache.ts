import type { Container, Host } from '@archnest/backend/contract';
import { rowHost, toRow, withNumbers, type ContainerRow, type RowHost } from './view.ts';

type Rows = readonly ContainerRow[];

/** What is known of one host since the last time: its containers as they came, and their rows in that order. */
interface Known {
  host: RowHost;
  containers: readonly Container[];
  rows: Rows;
}

const byName = (a: ContainerRow, b: ContainerRow) =>
  a.sortName < b.sortName ? -1 : Number(a.sortName > b.sortName);

const none: readonly Container[] = [];

/**
 * Turns live data into rows in the order of their names, once for the page. An unchanged container of an unchanged
 * host gets the same row again, and where only numbers moved nothing is sorted: with five thousand rows that is what
 * a tick costs.
 */
export function makeRowCache() {
  let known = new Map<string, Known>();
  let sorted: Rows = [];

  return (hosts: readonly Host[], containers: ReadonlyMap<string, readonly Container[]>): Rows => {
    const next = new Map<string, Known>();
    const moved = new Map<ContainerRow, ContainerRow>();
    let reorder = hosts.length !== known.size;
    for (const each of hosts) {
      const before = known.get(each.key);
      const after = update(before, each, containers.get(each.key) ?? none);
      next.set(each.key, after);
      if (before?.rows === after.rows) continue;
      if (!before || !collectMoves(before.rows, after.rows, moved)) reorder = true;
    }
    known = next;
    if (reorder) sorted = [...next.values()].flatMap(({ rows }) => rows).toSorted(byName);
    else if (moved.size > 0) sorted = sorted.map((row) => moved.get(row) ?? row);
    return sorted;
  };
}

function update(before: Known | undefined, each: Host, containers: readonly Container[]): Known {
  const host = sameHost(before?.host, rowHost(each));
  if (before && before.host === host && before.containers === containers) return before;
  const oldOf = finder(before?.rows ?? []);
  const rows = containers.map((container, index) =>
    rowOf(oldOf(container.id, index), container, host),
  );
  return { host, containers, rows };
}

/** Finds the row of a container: nearly always where it stood, so the index is only built when it is not. */
function finder(rows: Rows) {
  let byId: Map<string, ContainerRow> | undefined;
  return (id: string, index: number): ContainerRow | undefined => {
    const there = rows[index];
    if (there?.container.id === id) return there;
    byId ??= new Map(rows.map((row) => [row.container.id, row]));
    return byId.get(id);
  };
}

function rowOf(old: ContainerRow | undefined, container: Container, host: RowHost): ContainerRow {
  if (old?.host !== host) return toRow(container, host);
  if (old.container === container) return old;
  return sameButStats(old.container, container)
    ? withNumbers(old, container)
    : toRow(container, host);
}

/** Whatever a sample leaves alone is the very same object. */
const sameButStats = (a: Container, b: Container) =>
  (Object.keys(a) as (keyof Container)[]).every((name) => name === 'stats' || a[name] === b[name]);

/** Notes which row became which. @returns false when they do not stand in the same order of names any more */
function collectMoves(before: Rows, after: Rows, moved: Map<ContainerRow, ContainerRow>): boolean {
  if (before.length !== after.length) return false;
  return after.every((row, index) => {
    const old = before[index];
    if (old === row) return true;
    if (old?.key !== row.key || old.sortName !== row.sortName) return false;
    moved.set(old, row);
    return true;
  });
}

function sameHost(before: RowHost | undefined, next: RowHost): RowHost {
  const same =
    before !== undefined &&
    before.name === next.name &&
    before.status === next.status &&
    Object.values(before.can).join() === Object.values(next.can).join();
  return same ? before : next;
}
