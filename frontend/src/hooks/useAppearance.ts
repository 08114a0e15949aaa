import { useSyncExternalStore } from 'react';
import { appearance } from '../appearance.ts';

export const useAppearance = () =>
  useSyncExternalStore(appearance.subscribe, () => appearance.value);
