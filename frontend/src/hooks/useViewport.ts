import { useSyncExternalStore } from 'react';

/** Where the layout changes: bottom nav and cards below 700, icons below 1200. */
const breakpoints = [700, 800, 900, 1000, 1200] as const;
export type Breakpoint = (typeof breakpoints)[number] | 0;

const queries = breakpoints.map((width) => window.matchMedia(`(min-width: ${width}px)`));

function subscribe(listener: () => void) {
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
  };
}

const widest = (): Breakpoint =>
  breakpoints.findLast((_width, index) => queries[index]?.matches) ?? 0;

/** The widest breakpoint that the window has reached; 0 is a phone. */
export const useViewport = () => useSyncExternalStore(subscribe, widest);
