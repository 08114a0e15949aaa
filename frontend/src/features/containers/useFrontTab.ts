import { useLive } from '../../hooks/useLive.ts';
import { splitTabId, type ContainersView } from '../../paths.ts';
import { missing } from './missing.ts';
import { useTabViews } from './useTabViews.ts';
import type { ContainerRow } from './view.ts';

/** The opened tabs, and the one in front with its row and what it shows. */
export function useFrontTab(
  { tabs, tab, sections }: Pick<ContainersView, 'tabs' | 'tab' | 'sections'>,
  rows: readonly ContainerRow[],
  admin: boolean,
) {
  const { hosts, containers } = useLive();
  const hostKey = tab === null ? null : splitTabId(tab).hostKey;
  // Its host has said what it has, or is known not to be there.
  const loaded =
    hostKey !== null &&
    (containers.has(hostKey) || (hosts !== null && !hosts.some(({ key }) => key === hostKey)));
  const { byTab, views } = useTabViews(tabs, rows, hosts, loaded);
  const front = views.find((view) => view.id === tab);
  const row = front && byTab.get(front.id);
  const section = front?.section ?? (tab === null ? null : (sections[tab] ?? null));
  const shell = row && section === 'shell' && missing(row, section, admin) === null ? tab : null;
  return { strip: views, byTab, front, row, section, shell, loaded };
}
