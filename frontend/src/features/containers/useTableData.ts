import { useDeferredValue, useMemo } from 'react';
import { appearance } from '../../appearance.ts';
import { useAppearance } from '../../hooks/useAppearance.ts';
import { bareHosts } from './bareHosts.ts';
import type { Density } from './layout.ts';
import type { TableProps } from './TableView.tsx';
import { useFilteredRows } from './useContainerRows.ts';
import { useTypedSearch } from './useTypedSearch.ts';

/** One choice for all lists, made here or in the settings. */
export function useDensity() {
  const { density } = useAppearance();
  return [density, (next: Density) => appearance.change({ density: next })] as const;
}

/** What was typed and chosen, and what it leaves. */
export function useTableData({ rows: all, hosts, unread, view, update }: TableProps) {
  const [search, setSearch] = useTypedSearch(view.search, update);
  // The letter appears at once; five thousand rows may follow a frame later.
  const deferred = useDeferredValue(search);
  const filter = useMemo(
    () => ({ search: deferred, host: view.host, facets: view.facets }),
    [deferred, view.host, view.facets],
  );
  const bare = useMemo(() => bareHosts(hosts, filter, unread), [hosts, filter, unread]);
  const clear = () => {
    setSearch('');
    update({ search: '', host: null, facets: [] });
  };
  return { ...useFilteredRows(all, filter), search, setSearch, filter, bare, clear };
}

export type TableData = ReturnType<typeof useTableData>;
