import { useCallback, useSyncExternalStore } from 'react';
import { live } from '../live.ts';
import type { Sample } from '../liveSamples.ts';

/**
 * The samples of the last five minutes of one container, oldest first; a new list with each sample.
 * @param key `<host key>/<container id>`
 */
export function useSamples(key: string): readonly Sample[] {
  const read = useCallback(() => live.history(key), [key]);
  return useSyncExternalStore(live.subscribe, read);
}
