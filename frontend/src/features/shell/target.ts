import type { HostSource } from '@archnest/backend/contract';

/** The container that a shell is opened in. */
export interface ShellTarget {
  source: HostSource;
  hostId: string;
  hostKey: string;
  containerId: string;
  name: string;
  running: boolean;
}
