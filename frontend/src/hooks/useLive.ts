import { useSyncExternalStore } from 'react';
import { live } from '../live.ts';

export const useLive = () => useSyncExternalStore(live.subscribe, live.getState);
