import type { Host } from '@archnest/backend/contract';
import { IconChevronDown, IconServer2, IconTrash } from '@tabler/icons-react';
import { HostGlyph, SourceGlyph } from '../../components/glyphs.tsx';
import { HostTrouble } from '../../components/HostTrouble.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import type { MenuChoice, MenuEntry } from '../../components/menuEntries.ts';
import { SafeText } from '../../components/SafeText.tsx';
import { plural } from '../../lib/format.ts';
import { visible } from '../../lib/visible.ts';
import classes from './hosts.module.css';

interface Props {
  hosts: readonly Host[];
  /** A host key; `null` is all. */
  value: string | null;
  onChange: (key: string | null) => void;
  /** Offered for agent hosts; absent for who may not. */
  onForget?: ((host: Host) => void) | undefined;
  phone: boolean;
}

/** From this many on, a filter is quicker than looking. */
const manyHosts = 10;

export function HostSelect({ hosts, value, onChange, onForget, phone }: Props) {
  const chosen = hosts.find((host) => host.key === value);
  const label = value === null ? allOf(hosts.length) : visible(chosen?.name ?? 'Unknown host');
  const forgettable = onForget && chosen?.source === 'agent' ? chosen : undefined;
  const entries = (): MenuEntry[] => [
    {
      name: 'All hosts',
      label: <AllHosts hosts={hosts} />,
      checked: value === null,
      onChoose: () => onChange(null),
    },
    ...hosts.map((host): MenuChoice => ({
      name: visible(host.name),
      label: <HostOption host={host} />,
      checked: host.key === value,
      onChoose: () => onChange(host.key),
    })),
    ...(forgettable
      ? [
          'line' as const,
          {
            name: `Forget ${visible(forgettable.name)}…`,
            icon: IconTrash,
            danger: true,
            onChoose: () => onForget?.(forgettable),
          },
        ]
      : []),
  ];
  return (
    <MenuButton
      position="bottom-start"
      className={classes.select}
      aria-label={`Host: ${label}`}
      data-on={value !== null || undefined}
      search={hosts.length >= manyHosts ? 'Find a host' : undefined}
      entries={entries}
    >
      <IconServer2 size={16} stroke={1.6} aria-hidden />
      {!phone && <b className="truncate">{label}</b>}
      {!phone && <IconChevronDown size={14} stroke={1.6} aria-hidden />}
    </MenuButton>
  );
}

const allOf = (count: number) => (count === 1 ? 'All hosts' : `All ${plural(count, 'host')}`);

const AllHosts = ({ hosts }: { hosts: readonly Host[] }) => (
  <span className={classes.option}>
    <IconServer2 size={14} stroke={1.6} aria-hidden />
    <span className="truncate">All hosts</span>
    <span className={classes.optionEnd}>{sum(hosts)}</span>
  </span>
);

const HostOption = ({ host }: { host: Host }) => (
  <span
    className={classes.option}
    data-tip={host.statusDetail === null ? undefined : visible(host.statusDetail)}
  >
    <HostGlyph status={host.status} />
    <SafeText text={host.name} className="truncate" />
    <SourceGlyph source={host.source} />
    <span className={classes.optionEnd}>
      <HostTrouble host={host} form="brief" marked={false} />
      {host.containerCount ?? '—'}
    </span>
  </span>
);

const sum = (hosts: readonly Host[]) =>
  hosts.reduce((total, host) => total + (host.containerCount ?? 0), 0).toLocaleString('en');
