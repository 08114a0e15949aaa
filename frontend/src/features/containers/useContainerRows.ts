import type { Host } from '@archnest/backend/contract';
import { useMemo, useState } from 'react';
import { useLive } from '../../hooks/useLive.ts';
import type { ContainersView } from '../../paths.ts';
import { compileFacets, countFacets } from './facets.ts';
import { totalsOf } from './group.ts';
import { makeRowCache } from './rowCache.ts';
import { compileSearch, parseSearch } from './search.ts';
import type { ContainerRow } from './view.ts';

const noHosts: readonly Host[] = [];

/** Every container of every host, in the order of their names. */
export function useAllRows(): { rows: readonly ContainerRow[]; hosts: readonly Host[] } {
  const { hosts, containers } = useLive();
  const [toRows] = useState(makeRowCache);
  const known = hosts ?? noHosts;
  const rows = useMemo(() => toRows(known, containers), [toRows, known, containers]);
  return { rows, hosts: known };
}

/** The rows that the view lets through, and what the facets and totals say about them. */
export function useFilteredRows(
  all: readonly ContainerRow[],
  { search, host, facets }: Pick<ContainersView, 'search' | 'host' | 'facets'>,
) {
  const searched = useMemo(() => {
    const terms = parseSearch(search);
    if (terms.length === 0 && host === null) return all;
    const matches = compileSearch(terms);
    return all.filter((row) => (host === null || row.host.key === host) && matches(row));
  }, [all, search, host]);
  const counts = useMemo(() => countFacets(searched), [searched]);
  const rows = useMemo(
    () => (facets.length === 0 ? searched : searched.filter(compileFacets(facets))),
    [searched, facets],
  );
  const totals = useMemo(() => totalsOf(rows), [rows]);
  return { rows, counts, totals };
}
