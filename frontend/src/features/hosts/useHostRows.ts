import type { EngineHost, Host, SshHost } from '@archnest/backend/contract';
import { useEffect, useMemo, useRef } from 'react';
import type { HostRow } from './hostsView.ts';
import { useEngineHosts } from './queries.ts';
import { useSshHosts } from './ssh/sshQueries.ts';
import { placeWords } from './ssh/target.ts';

type Saved = ReadonlyMap<string, EngineHost>;
type SavedSsh = ReadonlyMap<string, SshHost>;

const byKey = <T extends { key: string }>(hosts: readonly T[] = []): ReadonlyMap<string, T> =>
  new Map(hosts.map((host) => [host.key, host] as const));

/**
 * The hosts of the page, for admins with those that are only jump hosts: they have no containers, and the live socket
 * does not know them. `null` until the server has named the live ones.
 */
export function useAllHosts(live: readonly Host[] | null, admin: boolean): readonly Host[] | null {
  const { data } = useSshHosts(admin);
  return useMemo(() => {
    const known = new Set(live?.map(({ key }) => key));
    const jumps = (data ?? []).filter(({ key, docker }) => !docker.enabled && !known.has(key));
    if (live === null || jumps.length === 0) return live;
    return [...live, ...jumps.map(jumpHost)].toSorted(byName);
  }, [live, data]);
}

const byName = (a: Host, b: Host) =>
  a.name.localeCompare(b.name, 'en', { numeric: true, sensitivity: 'base' });

const jumpHost = ({ key, id, name, pin }: SshHost): Host => ({
  key,
  source: 'ssh',
  id,
  name,
  status: pin === null ? 'unverified' : 'unknown',
  statusDetail: null,
  capabilities: [],
  containerCount: null,
  runningCount: null,
  lastSeenAt: null,
  engine: null,
});

/** Each host with its address; and for admins how each saved one is reached. */
export function useHostRows(hosts: readonly Host[], admin: boolean) {
  const engineQuery = useEngineHosts(admin);
  const sshQuery = useSshHosts(admin);
  const engines = useMemo(() => byKey(engineQuery.data), [engineQuery.data]);
  const sshHosts = useMemo(() => byKey(sshQuery.data), [sshQuery.data]);
  // Another admin, or another page, added one.
  useKnown(engineQuery, hosts, 'engine', engines);
  useKnown(sshQuery, hosts, 'ssh', sshHosts);
  useCurrent(sshQuery, hosts);
  useFound(sshQuery, hosts, sshHosts);
  const rows = useMemo(
    () =>
      hosts.map((host): HostRow => {
        const jumpOnly = sshHosts.get(host.key)?.docker.enabled === false;
        return { host, address: addressOf(host, engines, sshHosts), jumpOnly };
      }),
    [hosts, engines, sshHosts],
  );
  return { rows, engines, sshHosts, queries: [engineQuery, sshQuery] as const };
}

/** Asks again when a host is there that the answer did not have. */
function useKnown(
  { data, refetch }: { data: unknown; refetch: () => Promise<unknown> },
  hosts: readonly Host[],
  source: Host['source'],
  known: ReadonlyMap<string, unknown>,
) {
  const unknown =
    data !== undefined && hosts.some((host) => host.source === source && !known.has(host.key));
  useEffect(() => {
    if (unknown) void refetch();
  }, [unknown, refetch]);
}

/** Asks again when an SSH host changes its status: the way to its Docker was found, or somebody pinned another key. */
function useCurrent(
  { data, refetch }: { data: unknown; refetch: () => Promise<unknown> },
  hosts: readonly Host[],
) {
  // Who may not know gets no answer, and asks for none.
  const known = data !== undefined;
  const statuses = hosts
    .filter(({ source, capabilities }) => source === 'ssh' && capabilities.length > 0)
    .map(({ key, status }) => `${key} ${status}`)
    .join('\n');
  const seen = useRef(statuses);
  useEffect(() => {
    if (seen.current === statuses) return;
    seen.current = statuses;
    if (known) void refetch();
  }, [statuses, known, refetch]);
}

/** Asks again when an SSH host is online and the answer is from before its Docker was found. */
function useFound(
  { refetch }: { refetch: () => Promise<unknown> },
  hosts: readonly Host[],
  known: SavedSsh,
) {
  const unfound = hosts
    .filter(({ key, status }) => status === 'online' && known.get(key)?.way === null)
    .map(({ key }) => key)
    .join('\n');
  useEffect(() => {
    if (unfound !== '') void refetch();
  }, [unfound, refetch]);
}

function addressOf(host: Host, engines: Saved, sshHosts: SavedSsh): string | null {
  if (host.source === 'agent') return host.id;
  if (host.source === 'engine') return engines.get(host.key)?.endpoint ?? null;
  const ssh = sshHosts.get(host.key);
  if (!ssh) return null;
  const jump = ssh.jumpHostId === null ? undefined : sshHosts.get(`ssh:${ssh.jumpHostId}`);
  return jump ? `${placeWords(ssh)} via ${jump.name}` : placeWords(ssh);
}
