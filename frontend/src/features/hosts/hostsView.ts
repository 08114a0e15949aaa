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
  };
}

/** A host, with how it is reached where that may be known. */
export interface HostRow {
  host: Host;
  /** `tcps://media:2376` of an Engine, for admins; the host ID of an agent. */
  address: string | null;
}

/** Whether every word stands somewhere in the host's name, address, status or source. */
export function matchesSearch({ host, address }: HostRow, search: string): boolean {
  const about = [
    host.name,
    host.id,
    address ?? '',
    statusWords[host.status],
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

export type StatusCounts = Record<HostStatus, number>;

export function countStatuses(rows: readonly HostRow[]): StatusCounts {
  const counts: StatusCounts = { online: 0, stale: 0, offline: 0, unverified: 0, unknown: 0 };
  for (const { host } of rows) counts[host.status] += 1;
  return counts;
}

/** What the search and the chosen statuses leave, and how many of each status the search leaves. */
export function chooseHosts(rows: readonly HostRow[], { search, statuses }: HostsView) {
  const found = rows.filter((row) => matchesSearch(row, search));
  const shown = found.filter(({ host }) => statuses.length === 0 || statuses.includes(host.status));
  return { shown, counts: countStatuses(found) };
}

/** `15 / 19`; how many there are when it is not known how many run; `null` for nothing known. */
export function runningWords({ runningCount, containerCount }: Host): string | null {
  if (containerCount === null) return null;
  return runningCount === null ? String(containerCount) : `${runningCount} / ${containerCount}`;
}
