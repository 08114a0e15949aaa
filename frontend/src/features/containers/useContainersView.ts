import { useCallback, useMemo } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import {
  containersPath,
  readContainersView,
  type ContainersView,
  type TabId,
} from '../../paths.ts';

export type UpdateView = (patch: Partial<ContainersView>, options?: { replace?: boolean }) => void;

/** The view that the address holds, and how to change it. Typing replaces, choosing pushes. */
export function useContainersView(): [ContainersView, UpdateView] {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const view = useMemo(() => readContainersView(params), [params]);
  const update = useCallback<UpdateView>(
    (patch, options) => {
      // The address itself, not this render's copy: two changes in one tick must both arrive.
      const now = readContainersView(new URLSearchParams(window.location.search));
      const path = containersPath({ ...now, ...patch });
      if (path !== containersPath(now)) void navigate(path, { replace: options?.replace ?? false });
    },
    [navigate],
  );
  return [view, update];
}

const current = () => readContainersView(new URLSearchParams(window.location.search));

/** Opening and closing of tabs, on top of `update`. */
export function useTabs(update: UpdateView) {
  const open = useCallback(
    (tab: TabId, background = false) => {
      const { tabs, tab: front } = current();
      update({
        tabs: tabs.includes(tab) ? tabs : [...tabs, tab],
        tab: background ? front : tab,
      });
    },
    [update],
  );
  const close = useCallback(
    (tab: TabId) => {
      const { tabs, tab: front } = current();
      const index = tabs.indexOf(tab);
      const left = tabs.filter((other) => other !== tab);
      const neighbour = left[Math.min(index, left.length - 1)] ?? null;
      update({ tabs: left, tab: front === tab ? neighbour : front });
    },
    [update],
  );
  const replace = useCallback(
    (old: TabId, next: TabId) => {
      const { tabs } = current();
      const swapped = tabs.map((tab) => (tab === old ? next : tab));
      update({ tabs: [...new Set(swapped)], tab: next }, { replace: true });
    },
    [update],
  );
  const show = useCallback((tab: TabId | null) => update({ tab }), [update]);
  return useMemo(() => ({ open, close, replace, show }), [open, close, replace, show]);
}
