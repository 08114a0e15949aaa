import type { Host } from '@archnest/backend/contract';
import { useMemo, useState } from 'react';
import { visible } from '../../lib/visible.ts';
import { hostIdOf, splitTabId, tabId, type TabId } from '../../paths.ts';
import type { TabView } from './TabStrip.tsx';
import type { ContainerRow } from './view.ts';

/** The opened tabs with their rows; a container that is gone keeps the name it had while it was there. */
export function useTabViews(
  tabs: readonly TabId[],
  rows: readonly ContainerRow[],
  hosts: readonly Host[] | null,
  loaded: boolean,
) {
  const [names] = useState(() => new Map<TabId, string>());
  const byTab = useMemo(() => {
    const found = new Map<TabId, ContainerRow>();
    // A container and what was torn off it are several tabs of one row.
    const wanted = Map.groupBy(tabs, wholeTab);
    if (wanted.size === 0) return found;
    for (const row of rows) {
      for (const id of wanted.get(tabId(row.host.key, row.container.id)) ?? []) found.set(id, row);
    }
    return found;
  }, [tabs, rows]);
  const views = useMemo(
    () =>
      tabs.map((id): TabView => {
        const row = byTab.get(id);
        const { hostKey, idPrefix, section } = splitTabId(id);
        if (row) names.set(id, row.name);
        return {
          id,
          section,
          name: row?.name ?? names.get(id) ?? idPrefix,
          host: row?.host.name ?? nameOf(hosts, hostKey),
          shape: row?.shape ?? (loaded ? 'removing' : 'created'),
        };
      }),
    [tabs, byTab, hosts, loaded, names],
  );
  return { byTab, views };
}

/** The host's name, or of one that is not known what its key says. */
const nameOf = (hosts: readonly Host[] | null, key: string) =>
  visible(hosts?.find((host) => host.key === key)?.name ?? hostIdOf(key));

/** The tab of the whole container. */
export function wholeTab(tab: TabId): TabId {
  const { hostKey, idPrefix } = splitTabId(tab);
  return tabId(hostKey, idPrefix);
}

/** A container on the same host that took over the name. */
export function successorOf(tab: TabView, rows: readonly ContainerRow[]): TabId | null {
  const { hostKey, section } = splitTabId(tab.id);
  const row = rows.find((other) => other.host.key === hostKey && other.name === tab.name);
  return row ? tabId(hostKey, row.container.id, section) : null;
}
