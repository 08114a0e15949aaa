import type { Host } from '@archnest/backend/contract';
import type { ContainersView } from '../../paths.ts';

export type Filter = Pick<ContainersView, 'search' | 'host' | 'facets'>;

/**
 * Hosts without a single container that stand in the list all the same: one that is down must not
 * vanish. Whoever looks for something narrower than hosts does not see them.
 */
export function bareHosts(
  hosts: readonly Host[],
  { search, host, facets }: Filter,
): readonly Host[] {
  const narrowed = search.trim() !== '' || facets.some((id) => id !== 'offline' && id !== 'stale');
  if (narrowed) return [];
  return hosts.filter(
    ({ key, status, containerCount }) =>
      containerCount === 0 &&
      (host === null || key === host) &&
      (facets.length === 0 || facets.some((id) => id === status)),
  );
}

/** The filter as one would type it. */
export function filterInWords({ search, host, facets }: Filter, hosts: readonly Host[]): string {
  const name = hosts.find(({ key }) => key === host)?.name ?? host;
  return [search.trim(), name === null ? '' : `host:${name}`, ...facets.map((id) => `is:${id}`)]
    .filter(Boolean)
    .join(' ');
}
