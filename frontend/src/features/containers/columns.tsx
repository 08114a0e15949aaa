import {
  columnVisibilityFeature,
  createColumnHelper,
  createSortedRowModel,
  metaHelper,
  rowSortingFeature,
  tableFeatures,
} from '@tanstack/react-table';
import type { ReactNode } from 'react';
import type { Breakpoint } from '../../hooks/useViewport.ts';
import * as cells from './cells.tsx';
import type { Own } from './own.ts';
import type { ContainerRow } from './view.ts';

interface ColumnMeta {
  /** A `grid-template-columns` track. */
  track: string;
  /** Narrower windows leave the column out. */
  from: Breakpoint;
  numeric?: boolean;
  /** Draws the cell from these alone, so that an unchanged row is not drawn again. */
  render: (row: ContainerRow, own: Own) => ReactNode;
}

export const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  columnVisibilityFeature,
  columnMeta: metaHelper<ColumnMeta>(),
});

const helper = createColumnHelper<typeof features, ContainerRow>();

interface Sortable {
  original: ContainerRow;
}

/** Ascending by a key; ties keep the order of names, in which the rows arrive. */
const by =
  (keyOf: (row: ContainerRow) => string | number) =>
  (a: Sortable, b: Sortable): number => {
    const [left, right] = [keyOf(a.original), keyOf(b.original)];
    return left < right ? -1 : Number(left > right);
  };

/** `undefined` is sorted last in both directions; `null` is not. */
const known = <T,>(value: T | null) => value ?? undefined;

const healthOrder = { unhealthy: 0, starting: 1, healthy: 2, none: 3 };
const stateOrder = ['dead', 'restarting', 'failed', 'paused', 'removing', 'created', 'exited'];

/** At each width the least that these need fits beside the rail and a scroll bar: nothing is cut off sideways. */
const track = {
  name: 'minmax(130px, 1.5fr)',
  host: 'minmax(108px, 0.9fr)',
  image: 'minmax(140px, 1.4fr)',
  ports: 'minmax(80px, 0.9fr)',
};

export const columns = helper.columns([
  helper.accessor('sortName', {
    id: 'name',
    header: 'Name',
    sortFn: by((row) => row.sortName),
    meta: { track: track.name, from: 0, render: cells.name },
  }),
  helper.accessor((row) => row.host.name, {
    id: 'host',
    header: 'Host',
    sortFn: by((row) => row.host.name.toLowerCase()),
    meta: { track: track.host, from: 900, render: cells.host },
  }),
  helper.accessor('word', {
    id: 'state',
    header: 'State',
    sortFn: by((row) => (stateOrder.indexOf(row.shape) + 100) % 100),
    meta: { track: '112px', from: 0, render: cells.state },
  }),
  helper.accessor((row) => known(row.container.health), {
    id: 'health',
    header: 'Health',
    sortUndefined: 'last',
    sortFn: by((row) => healthOrder[row.container.health ?? 'none']),
    meta: { track: '122px', from: 0, render: cells.health },
  }),
  helper.accessor((row) => row.image.full, {
    id: 'image',
    header: 'Image',
    sortFn: by((row) => `${row.image.short}${row.image.tag}`.toLowerCase()),
    meta: { track: track.image, from: 1200, render: cells.image },
  }),
  helper.accessor((row) => known(row.cpu), {
    id: 'cpu',
    header: 'CPU %',
    sortDescFirst: true,
    sortUndefined: 'last',
    sortFn: by((row) => row.cpu ?? 0),
    meta: { track: '88px', from: 0, numeric: true, render: cells.cpu },
  }),
  helper.accessor((row) => known(row.memory), {
    id: 'memory',
    header: 'Memory',
    sortDescFirst: true,
    sortUndefined: 'last',
    sortFn: by((row) => row.memory ?? 0),
    meta: { track: '116px', from: 800, numeric: true, render: cells.memory },
  }),
  helper.display({
    id: 'ports',
    header: 'Ports',
    meta: { track: track.ports, from: 1000, render: cells.ports },
  }),
  helper.accessor((row) => known(row.startedAt), {
    id: 'uptime',
    header: 'Uptime',
    sortUndefined: 'last',
    // The longest uptime started first.
    sortFn: by((row) => -(row.startedAt ?? 0)),
    meta: { track: '60px', from: 1000, numeric: true, render: cells.uptime },
  }),
  helper.display({
    id: 'actions',
    header: 'Actions',
    meta: { track: 'var(--actions)', from: 0, numeric: true, render: cells.actions },
  }),
]);
