import { useCallback, useMemo, useRef, useState } from 'react';

/** What outlives the grid while a container's tab is in front: where it was, and what was closed. */
export function useGridMemory() {
  const offset = useRef(0);
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set<string>());
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
    () => ({ offset, collapsed, setCollapsed, toggle, onScrolled }),
    [collapsed, toggle, onScrolled],
  );
}

export type GridMemory = ReturnType<typeof useGridMemory>;
