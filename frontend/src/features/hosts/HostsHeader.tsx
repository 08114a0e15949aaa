import type { Host } from '@archnest/backend/contract';
import { plural } from '../../lib/format.ts';
import classes from './hostsBar.module.css';
import { LiveIndicator } from './LiveIndicator.tsx';

/** What this page is, how much of it there is, and whether it is current. */
export const HostsHeader = ({ hosts, phone }: { hosts: readonly Host[]; phone: boolean }) => (
  <header className={classes.header}>
    <h1>Hosts</h1>
    {!phone && hosts.length > 0 && (
      <span className={classes.sum}>
        {plural(hosts.length, 'host')}, {plural(containers(hosts), 'container')}
      </span>
    )}
    <span className={classes.end}>
      <LiveIndicator brief={phone} />
    </span>
  </header>
);

const containers = (hosts: readonly Host[]) =>
  hosts.reduce((sum, host) => sum + (host.containerCount ?? 0), 0);
