import { isCutOff } from '../../components/hostStanding.ts';
import type { FacetId } from '../../paths.ts';
import type { ContainerRow } from './view.ts';

/** Facets of one kind widen each other, kinds narrow. */
const kinds: Record<FacetId, 'state' | 'health' | 'host'> = {
  running: 'state',
  exited: 'state',
  paused: 'state',
  restarting: 'state',
  created: 'state',
  removing: 'state',
  dead: 'state',
  unhealthy: 'health',
  starting: 'health',
  stale: 'host',
  offline: 'host',
};

const isHealth = (id: FacetId): id is 'unhealthy' | 'starting' => kinds[id] === 'health';

/** What a host that is cut off last said is not known now: it counts under "Offline host" only. */
function hasFacet(row: ContainerRow, id: FacetId): boolean {
  if (kinds[id] === 'host')
    return id === 'offline' ? isCutOff(row.host.status) : row.host.status === id;
  if (isCutOff(row.host.status)) return false;
  return isHealth(id) ? row.container.health === id : row.container.state === id;
}

/** The test that chosen facets stand for. */
export function compileFacets(chosen: readonly FacetId[]): (row: ContainerRow) => boolean {
  const groups = Object.values(Object.groupBy(chosen, (id) => kinds[id]));
  return (row) => groups.every((group) => group.some((id) => hasFacet(row, id)));
}

/** How many of the rows each facet stands for. */
export function countFacets(rows: readonly ContainerRow[]): Record<FacetId, number> {
  const counts = Object.fromEntries(Object.keys(kinds).map((id) => [id, 0])) as Record<
    FacetId,
    number
  >;
  for (const row of rows) {
    if (isCutOff(row.host.status)) {
      counts.offline += 1;
      continue;
    }
    counts[row.container.state] += 1;
    if (row.host.status === 'stale') counts.stale += 1;
    const { health } = row.container;
    if (health === 'unhealthy' || health === 'starting') counts[health] += 1;
  }
  return counts;
}
