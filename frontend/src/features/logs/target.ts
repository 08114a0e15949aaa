import type { HostSource } from '@archnest/backend/contract';

/** The container whose log is shown. */
export interface LogTarget {
  source: HostSource;
  hostId: string;
  hostKey: string;
  containerId: string;
  name: string;
  running: boolean;
}
