import type { HostSource } from '@archnest/backend/contract';

/** The container that is measured. */
export interface ChartTarget {
  source: HostSource;
  hostId: string;
  hostKey: string;
  containerId: string;
  name: string;
  running: boolean;
}
