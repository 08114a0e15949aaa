import { useCallback, useEffect, useRef, useState } from 'react';
import type { UpdateView } from './useContainersView.ts';

const writeAfter = 250;

/**
 * The search as typed. The address follows when the typing pauses (browsers refuse a history that
 * changes with every letter), and leads when it changes by itself, as on Back.
 */
export function useTypedSearch(inAddress: string, update: UpdateView) {
  const [typed, setTyped] = useState(inAddress);
  const [seen, setSeen] = useState(inAddress);
  const [written, setWritten] = useState(inAddress);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pending = useRef<string | null>(null);

  if (inAddress !== seen) {
    setSeen(inAddress);
    if (inAddress !== written) setTyped(inAddress);
  }

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    if (pending.current === null) return;
    const search = pending.current;
    pending.current = null;
    setWritten(search);
    update({ search }, { replace: true });
  }, [update]);

  const change = useCallback(
    (search: string) => {
      setTyped(search);
      pending.current = search;
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, writeAfter);
    },
    [flush],
  );

  useEffect(() => () => clearTimeout(timer.current), []);
  return [typed, change] as const;
}
