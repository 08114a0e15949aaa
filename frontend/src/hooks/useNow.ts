import { useSyncExternalStore } from 'react';

interface Ticker {
  now: number;
  subscribe: (listener: () => void) => () => void;
}

const tickers = new Map<number, Ticker>();

function makeTicker(interval: number): Ticker {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  const ticker: Ticker = {
    now: Date.now(),
    subscribe: (listener) => {
      if (listeners.size === 0) {
        ticker.now = Date.now();
        timer = setInterval(() => {
          ticker.now = Date.now();
          for (const notify of listeners) notify();
        }, interval);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
  return ticker;
}

/** The time, renewed every `interval` milliseconds; all who ask for one interval share its timer. */
export function useNow(interval: number): number {
  let ticker = tickers.get(interval);
  if (!ticker) tickers.set(interval, (ticker = makeTicker(interval)));
  return useSyncExternalStore(ticker.subscribe, () => ticker.now);
}
