import type { EngineHost, Host } from '@archnest/backend/contract';
import { useEffect, useMemo } from 'react';
import type { HostRow } from './hostsView.ts';
import { useEngineHosts } from './queries.ts';

/** The live hosts, each with its address; and for admins how each Engine is reached. */
export function useHostRows(hosts: readonly Host[], admin: boolean) {
  const query = useEngineHosts(admin);
  const { data, refetch } = query;
  const engines = useMemo(
    () => new Map((data ?? []).map((engine) => [engine.key, engine] as const)),
    [data],
  );
  // Another admin, or another page, added one.
  const unknown = data !== undefined && hosts.some((host) => isUnknown(host, engines));
  useEffect(() => {
    if (unknown) void refetch();
  }, [unknown, refetch]);
  const rows = useMemo(
    () => hosts.map((host): HostRow => ({ host, address: addressOf(host, engines) })),
    [hosts, engines],
  );
  return { rows, engines, query };
}

const isUnknown = (host: Host, engines: ReadonlyMap<string, EngineHost>) =>
  host.source === 'engine' && !engines.has(host.key);

const addressOf = (host: Host, engines: ReadonlyMap<string, EngineHost>) =>
  host.source === 'agent' ? host.id : (engines.get(host.key)?.endpoint ?? null);
