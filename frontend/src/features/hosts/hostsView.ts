import { hostStatus, type Host, type HostStatus } from '@archnest/backend/contract';
import { sourceNames } from '../../components/glyphs.tsx';
import type { HostsView } from '../../paths.ts';

/** Reads the address of the Hosts page; what it does not know is left out, never an error. */
export function readHostsView(params: URLSearchParams): HostsView {
  const statuses = (params.get('is') ?? '').split(',');
  return {
    search: params.get('q') ?? '',
    statuses: hostStatus.options.filter((status) => statuses.includes(status)),
    host: params.get('host'),
    checksKey: params.has('host') && params.get('check') === 'key',
  };
}

/** A host, with how it is reached where that may be known. */
export interface HostRow {
  host: Host;
  /** `tcps://media:2376` of an Engine, `ops@nas via gate` over SSH, both for admins; the host ID of an agent. */
  address: string | null;
  /** Over SSH, only there to be gone through: it has no containers and is not asked for any. */
  jumpOnly?: boolean;
}

/** A jump host that waits for nothing has no status: nobody connects to it by itself. */
export const hasStatus = ({ host, jumpOnly = false }: HostRow) =>
  !jumpOnly || host.status === 'unverified';

/** Whether every word stands somewhere in the host's name, address, status or source. */
export function matchesSearch(row: HostRow, search: string): boolean {
  const { host, address } = row;
  const about = [
    host.name,
    host.id,
    address ?? '',
    hasStatus(row) ? statusWords[host.status] : jumpHostWord,
    sourceNames[host.source],
  ]
    .join('\n')
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => about.includes(word));
}

export const statusWords: Record<HostStatus, string> = {
  online: 'Online',
  stale: 'Stale',
  offline: 'Offline',
  unverified: 'Unverified',
  unknown: 'Unknown',
};

/** In place of the status of a host that has none. */
export const jumpHostWord = 'Jump host';

export type StatusCounts = Record<HostStatus, number>;

export function countStatuses(rows: readonly HostRow[]): StatusCounts {
  const counts: StatusCounts = { online: 0, stale: 0, offline: 0, unverified: 0, unknown: 0 };
  for (const { host } of rows.filter(hasStatus)) counts[host.status] += 1;
  return counts;
}

/** What the search and the chosen statuses leave, and how many of each status the search leaves. */
export function chooseHosts(
  rows: readonly HostRow[],
  { search, statuses }: Pick<HostsView, 'search' | 'statuses'>,
) {
  const found = rows.filter((row) => matchesSearch(row, search));
  const shown = found.filter(
    (row) => statuses.length === 0 || (hasStatus(row) && statuses.includes(row.host.status)),
  );
  return { shown, counts: countStatuses(found) };
}

/** `15 / 19`; how many there are when it is not known how many run; `null` for nothing known. */
export function runningWords({ runningCount, containerCount }: Host): string | null {
  if (containerCount === null) return null;
  return runningCount === null ? String(containerCount) : `${runningCount} / ${containerCount}`;
}
