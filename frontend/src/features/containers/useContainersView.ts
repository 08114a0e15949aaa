import { useCallback, useMemo } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import {
  containersPath,
  readContainersView,
  splitTabId,
  tabId,
  type ContainersView,
  type DetailSection,
  type TabId,
} from '../../paths.ts';
import { openShells } from './shells/openShells.ts';

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

export interface OpenOptions {
  /** Leaves what is in front where it is. */
  background?: boolean;
  /** What the tab shows; `null` is the overview. Without it a tab that is open already stays at what it shows. */
  section?: DetailSection | null;
}

type Sections = ContainersView['sections'];

function withSection(sections: Sections, tab: TabId, section: DetailSection | null): Sections {
  const { [tab]: _before, ...others } = sections;
  return section === null ? others : { ...others, [tab]: section };
}

/** Opening and closing of tabs, on top of `update`. The shell of a tab ends with it. */
export function useTabs(update: UpdateView) {
  const open = useCallback(
    (tab: TabId, { background = false, section }: OpenOptions = {}) => {
      const { tabs, tab: front, sections } = current();
      update({
        tabs: tabs.includes(tab) ? tabs : [...tabs, tab],
        tab: background ? front : tab,
        sections: section === undefined ? sections : withSection(sections, tab, section),
      });
    },
    [update],
  );
  const close = useCallback(
    (tab: TabId) => {
      const { tabs, tab: front, sections } = current();
      const index = tabs.indexOf(tab);
      const left = tabs.filter((other) => other !== tab);
      openShells.end(tab);
      const neighbour = left[Math.min(index, left.length - 1)] ?? null;
      update({
        tabs: left,
        tab: front === tab ? neighbour : front,
        sections: withSection(sections, tab, null),
      });
    },
    [update],
  );
  const replace = useCallback(
    (old: TabId, next: TabId) => {
      const { tabs, sections } = current();
      const swapped = tabs.map((tab) => (tab === old ? next : tab));
      openShells.end(old);
      const moved = withSection(withSection(sections, old, null), next, sections[old] ?? null);
      update({ tabs: [...new Set(swapped)], tab: next, sections: moved }, { replace: true });
    },
    [update],
  );
  /** Gives a section a tab of its own, beside the one that it is torn off, which goes back to its overview. */
  const tearOff = useCallback(
    (from: TabId, section: DetailSection) => {
      const { tabs, sections } = current();
      const { hostKey, idPrefix } = splitTabId(from);
      const own = tabId(hostKey, idPrefix, section);
      const index = tabs.indexOf(from);
      const shown = sections[from] === section ? null : (sections[from] ?? null);
      update({
        tabs: tabs.includes(own)
          ? tabs
          : tabs.toSpliced(index < 0 ? tabs.length : index + 1, 0, own),
        tab: own,
        sections: withSection(sections, from, shown),
      });
    },
    [update],
  );
  /** Lists the tabs of these shells where the address leaves them out. */
  const keep = useCallback(
    (shells: readonly TabId[]) => {
      const { tabs, sections } = current();
      const missing = shells.filter((tab) => !tabs.includes(tab));
      // On its way to another page the address is that page's already.
      if (missing.length === 0 || window.location.pathname !== '/containers') return;
      const shown = missing.filter((tab) => splitTabId(tab).section === null);
      update(
        {
          tabs: [...tabs, ...missing],
          sections: {
            ...sections,
            ...Object.fromEntries(shown.map((tab) => [tab, 'shell' as const])),
          },
        },
        { replace: true },
      );
    },
    [update],
  );
  const show = useCallback((tab: TabId | null) => update({ tab }), [update]);
  return useMemo(
    () => ({ open, close, replace, tearOff, keep, show }),
    [open, close, replace, tearOff, keep, show],
  );
}
