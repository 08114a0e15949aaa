import { useMemo, useState } from 'react';
import { splitTabId, tabId, type TabId } from '../../paths.ts';
import type { TabView } from './TabStrip.tsx';
import type { ContainerRow } from './view.ts';

/** The opened tabs with their rows; a container that is gone keeps the name it had while it was there. */
export function useTabViews(
  tabs: readonly TabId[],
  rows: readonly ContainerRow[],
  loaded: boolean,
) {
  const [names] = useState(() => new Map<TabId, string>());
  const byTab = useMemo(() => {
    const wanted = new Set(tabs);
    const found = new Map<TabId, ContainerRow>();
    if (wanted.size === 0) return found;
    for (const row of rows) {
      const id = tabId(row.host.key, row.container.id);
      if (wanted.has(id)) found.set(id, row);
    }
    return found;
  }, [tabs, rows]);
  const views = useMemo(
    () =>
      tabs.map((id): TabView => {
        const row = byTab.get(id);
        const { hostKey, idPrefix } = splitTabId(id);
        if (row) names.set(id, row.name);
        return {
          id,
          name: row?.name ?? names.get(id) ?? idPrefix,
          host: row?.host.name ?? hostKey.slice(hostKey.indexOf(':') + 1),
          shape: row?.shape ?? (loaded ? 'removing' : 'created'),
        };
      }),
    [tabs, byTab, loaded, names],
  );
  return { byTab, views };
}

/** A container on the same host that took over the name. */
export function successorOf(tab: TabView, rows: readonly ContainerRow[]): TabId | null {
  const { hostKey } = splitTabId(tab.id);
  const row = rows.find((other) => other.host.key === hostKey && other.name === tab.name);
  return row ? tabId(hostKey, row.container.id) : null;
}
