import { useLive } from '../../hooks/useLive.ts';
import { splitTabId, type ContainersView } from '../../paths.ts';
import { useTabViews } from './useTabViews.ts';
import type { ContainerRow } from './view.ts';

/** The opened tabs, and the one in front with its row. */
export function useFrontTab(
  { tabs, tab }: Pick<ContainersView, 'tabs' | 'tab'>,
  rows: readonly ContainerRow[],
) {
  const { hosts, containers } = useLive();
  const hostKey = tab === null ? null : splitTabId(tab).hostKey;
  // Its host has said what it has, or is known not to be there.
  const loaded =
    hostKey !== null &&
    (containers.has(hostKey) || (hosts !== null && !hosts.some(({ key }) => key === hostKey)));
  const { byTab, views } = useTabViews(tabs, rows, loaded);
  const front = views.find((view) => view.id === tab);
  return { views, front, row: front && byTab.get(front.id), loaded };
}
