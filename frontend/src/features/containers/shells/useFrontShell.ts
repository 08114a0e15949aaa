import { useEffect, useLayoutEffect, useSyncExternalStore } from 'react';
import type { TabId } from '../../../paths.ts';
import { openShells } from './openShells.ts';

/**
 * Has the frame show the shell of the front tab, for as long as the caller is there.
 * @param keep lists the tabs of open shells that the address left out: what runs must be in sight
 */
export function useFrontShell(
  tabs: readonly TabId[],
  shell: TabId | null,
  keep: (tabs: readonly TabId[]) => void,
) {
  const { sessions } = useSyncExternalStore(openShells.subscribe, openShells.getState);
  // Before the first paint: the place under the tab must not stand empty in between.
  useLayoutEffect(() => openShells.show(tabs, shell), [tabs, shell]);
  useLayoutEffect(() => () => openShells.hide(), []);
  useEffect(() => {
    // As they are after the look above, which this render did not see yet.
    keep(openShells.getState().sessions.map(({ tab }) => tab));
  }, [keep, sessions, tabs]);
}
