import { useCallback, useMemo, useRef, useState } from 'react';
import { noSelection, type Selection } from './selection.ts';

/** What outlives the grid while a container's tab is in front: where it was, what was closed and what was chosen. */
export function useGridMemory() {
  const offset = useRef(0);
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set<string>());
  const [selection, select] = useState<Selection>(noSelection);
  const [asked, setPicking] = useState(false);
  // A phone has no room for boxes in every card: there a tap chooses only while one is choosing.
  const picking = asked || selection.keys.size > 0;
  const letGo = useCallback(() => {
    setPicking(false);
    select(noSelection);
  }, []);
  const toggle = useCallback(
    (key: string, closed: boolean) =>
      setCollapsed((before) => {
        const next = new Set(before);
        if (closed) next.add(key);
        else next.delete(key);
        return next;
      }),
    [],
  );
  const onScrolled = useCallback((value: number) => {
    offset.current = value;
  }, []);
  return useMemo(
    () => ({
      offset,
      collapsed,
      setCollapsed,
      toggle,
      onScrolled,
      selection,
      select,
      picking,
      setPicking,
      letGo,
    }),
    [collapsed, toggle, onScrolled, selection, picking, letGo],
  );
}

export type GridMemory = ReturnType<typeof useGridMemory>;
