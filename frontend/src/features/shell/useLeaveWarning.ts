import { useEffect } from 'react';

/** Ctrl+W in a terminal erases a word, in a browser it closes the tab: asks before a shell is lost that way. */
export function useLeaveWarning(on: boolean) {
  useEffect(() => {
    if (!on) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [on]);
}
