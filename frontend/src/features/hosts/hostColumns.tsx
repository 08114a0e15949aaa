import type { Host } from '@archnest/backend/contract';
import type { ReactNode } from 'react';
import { SourceGlyph, sourceNames } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { Unknown } from '../../components/Unknown.tsx';
import { formatBytes } from '../../lib/format.ts';
import { runningWords, type HostRow } from './hostsView.ts';
import { HostStatusView, LastSeen } from './HostStatusView.tsx';
import classes from './list.module.css';

export interface HostColumn {
  id: string;
  label: string;
  numeric?: boolean;
  render: (row: HostRow) => ReactNode;
}

/** Not known, because it was not seen yet or because its source cannot know. */
const unknown = (host: Host, what: string) =>
  host.source === 'agent' ? <Unknown what={what} /> : <span className={classes.quiet}>—</span>;

/** What stands beside a host's name. */
export const hostColumns: readonly HostColumn[] = [
  { id: 'status', label: 'Status', render: (row) => <HostStatusView row={row} /> },
  {
    id: 'source',
    label: 'Source',
    render: ({ host }) => (
      <span className={classes.source}>
        <SourceGlyph source={host.source} />
        <span aria-hidden>{sourceNames[host.source]}</span>
      </span>
    ),
  },
  { id: 'address', label: 'Address', render: (row) => <Address row={row} /> },
  {
    id: 'docker',
    label: 'Docker',
    render: ({ host }) =>
      host.engine?.version ? (
        <SafeText text={host.engine.version} className="truncate" tip />
      ) : (
        unknown(host, 'Docker version')
      ),
  },
  {
    id: 'cpus',
    label: 'CPUs',
    numeric: true,
    render: ({ host }) => host.engine?.cpus ?? unknown(host, 'CPUs'),
  },
  {
    id: 'memory',
    label: 'Memory',
    numeric: true,
    render: ({ host }) =>
      host.engine?.memoryBytes != null
        ? formatBytes(host.engine.memoryBytes)
        : unknown(host, 'Memory'),
  },
  {
    id: 'running',
    label: 'Running',
    numeric: true,
    render: ({ host }) => runningWords(host) ?? <span className={classes.quiet}>—</span>,
  },
  {
    id: 'seen',
    label: 'Last seen',
    render: ({ host, jumpOnly }) =>
      jumpOnly ? <span className={classes.quiet}>—</span> : <LastSeen host={host} />,
  },
];

const Address = ({ row: { host, address } }: { row: HostRow }) =>
  address === null ? (
    <span className={classes.quiet}>—</span>
  ) : (
    <span className={`${classes.address} truncate`}>
      {host.source === 'agent' && 'host ID '}
      <SafeText text={address} tip />
    </span>
  );
