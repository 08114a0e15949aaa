import type { Host } from '@archnest/backend/contract';
import { containersPath, defaultView } from '../../paths.ts';

/** What an admin can do with a host. */
export interface HostActions {
  add: () => void;
  /** An agent's host cannot be asked. */
  test: (host: Host) => void;
  edit: (host: Host) => void;
  /** Only over SSH: who the machine is, and every one before it on the way. */
  checkKey: (host: Host) => void;
  /** Removes a saved host, forgets an agent's. */
  remove: (host: Host) => void;
}

export const containersOf = (host: Host) => containersPath({ ...defaultView, host: host.key });

/** An agent's host comes back with its next report; a saved one does not. */
export const removeWord = (host: Host) => (host.source === 'agent' ? 'Forget' : 'Remove');
