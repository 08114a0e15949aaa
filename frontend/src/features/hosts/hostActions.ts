import type { Host } from '@archnest/backend/contract';
import { containersPath, defaultView } from '../../paths.ts';

/** What an admin can do with a host. */
export interface HostActions {
  add: () => void;
  /** Only Engines can be asked. */
  test: (host: Host) => void;
  edit: (host: Host) => void;
  /** Removes an Engine, forgets an agent. */
  remove: (host: Host) => void;
}

export const containersOf = (host: Host) => containersPath({ ...defaultView, host: host.key });

/** An agent's host comes back with its next report; an Engine's does not. */
export const removeWord = (host: Host) => (host.source === 'agent' ? 'Forget' : 'Remove');
