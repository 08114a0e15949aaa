import { useTable, type SortingState } from '@tanstack/react-table';
import { useMemo } from 'react';
import type { Breakpoint } from '../../hooks/useViewport.ts';
import type { ContainersView } from '../../paths.ts';
import { columns, features } from './columns.tsx';
import type { HeaderColumn } from './GridHeader.tsx';
import type { GridColumn } from './RowView.tsx';
import type { ContainerRow } from './view.ts';

/** The rows in the order of the chosen column, and the columns that the window has room for. */
export function useSortedRows(
  rows: readonly ContainerRow[],
  sort: ContainersView['sort'],
  viewport: Breakpoint,
) {
  const sorting = useMemo<SortingState>(() => [sort], [sort]);
  const columnVisibility = useMemo(
    () =>
      Object.fromEntries(
        columns.map(({ id, meta }) => [id, (meta?.from ?? 0) <= viewport]),
      ) as Record<string, boolean>,
    [viewport],
  );
  const table = useTable({
    features,
    columns,
    data: rows as ContainerRow[],
    state: { sorting, columnVisibility },
    enableSortingRemoval: false,
    getRowId: (row) => row.key,
  });
  const model = table.getSortedRowModel().rows;
  const visible = table.getVisibleLeafColumns();
  const sorted = useMemo(() => model.map((row) => row.original), [model]);
  const cells = useMemo<GridColumn[]>(
    () =>
      visible.flatMap(({ id, columnDef: { meta } }) =>
        meta ? [{ id, numeric: meta.numeric ?? false, render: meta.render }] : [],
      ),
    [visible],
  );
  const headers = visible.map((column): HeaderColumn => ({
    id: column.id,
    label: String(column.columnDef.header),
    numeric: column.columnDef.meta?.numeric ?? false,
    sortable: column.getCanSort(),
    sorted: sort.id === column.id && (sort.desc ? 'desc' : 'asc'),
    descFirst: column.columnDef.sortDescFirst ?? false,
  }));
  const tracks = visible.map((column) => column.columnDef.meta?.track).join(' ');
  return { sorted, cells, headers, tracks };
}
