import type { Host } from '@archnest/backend/contract';
import { isCutOff } from '../../components/hostStanding.ts';
import type { ContainersView } from '../../paths.ts';

export type Filter = Pick<ContainersView, 'search' | 'host' | 'facets'>;

/**
 * Hosts without a single row that stand in the list all the same: one that is down or cannot be read
 * must not vanish. Whoever looks for something narrower than hosts does not see them.
 * @param unread keys of hosts whose containers did not come
 */
export function bareHosts(
  hosts: readonly Host[],
  { search, host, facets }: Filter,
  unread: ReadonlySet<string>,
): readonly Host[] {
  const narrowed = search.trim() !== '' || facets.some((id) => id !== 'offline' && id !== 'stale');
  if (narrowed) return [];
  return hosts.filter(
    ({ key, status, containerCount }) =>
      (containerCount === 0 || unread.has(key)) &&
      (host === null || key === host) &&
      (facets.length === 0 ||
        facets.some((id) => (id === 'offline' ? isCutOff(status) : id === status))),
  );
}

/** The filter as one would type it. */
export function filterInWords({ search, host, facets }: Filter, hosts: readonly Host[]): string {
  const name = hosts.find(({ key }) => key === host)?.name ?? host;
  return [search.trim(), name === null ? '' : `host:${name}`, ...facets.map((id) => `is:${id}`)]
    .filter(Boolean)
    .join(' ');
}
