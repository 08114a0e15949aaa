import type { Host } from '@archnest/backend/contract';
import { Menu } from '@mantine/core';
import { IconChevronDown, IconServer2, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { HostGlyph, SourceGlyph } from '../../components/glyphs.tsx';
import { HostTrouble } from '../../components/HostTrouble.tsx';
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
  const [filter, setFilter] = useState('');
  const chosen = hosts.find((host) => host.key === value);
  const label =
    value === null
      ? `All ${plural(hosts.length, 'host')}`
      : visible(chosen?.name ?? 'Unknown host');
  const forgettable = onForget && chosen?.source === 'agent' ? chosen : undefined;
  return (
    <Menu position="bottom-start" onClose={() => setFilter('')} trapFocus>
      <Menu.Target>
        <button
          type="button"
          className={classes.select}
          aria-label={`Host: ${label}`}
          data-on={value !== null || undefined}
        >
          <IconServer2 size={16} stroke={1.6} aria-hidden />
          {!phone && <b className="truncate">{label}</b>}
          {!phone && <IconChevronDown size={14} stroke={1.6} aria-hidden />}
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.dropdown}>
        {hosts.length >= manyHosts && (
          <input
            className={classes.filter}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
            placeholder="Find a host"
            aria-label="Find a host"
            data-autofocus
          />
        )}
        <Options hosts={hosts} filter={filter} value={value} onChange={onChange} />
        {forgettable && (
          <>
            <Menu.Divider />
            <Menu.Item
              data-danger
              leftSection={<IconTrash size={14} stroke={1.6} aria-hidden />}
              onClick={() => onForget?.(forgettable)}
            >
              Forget {visible(forgettable.name)}…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

type OptionsProps = Pick<Props, 'hosts' | 'value' | 'onChange'> & { filter: string };

function Options({ hosts, filter, value, onChange }: OptionsProps) {
  const found = hosts.filter((host) => host.name.toLowerCase().includes(filter.toLowerCase()));
  return (
    <div className={classes.options}>
      {filter === '' && (
        <HostOption on={value === null} onClick={() => onChange(null)}>
          <IconServer2 size={14} stroke={1.6} aria-hidden />
          <span className="truncate">All hosts</span>
          <span className={classes.optionEnd}>{sum(hosts)}</span>
        </HostOption>
      )}
      {found.map((host) => (
        <HostOption key={host.key} on={host.key === value} onClick={() => onChange(host.key)}>
          <HostGlyph status={host.status} />
          <SafeText text={host.name} className="truncate" />
          <SourceGlyph source={host.source} />
          <span className={classes.optionEnd}>
            <HostTrouble host={host} brief marked={false} />
            {host.containerCount ?? '—'}
          </span>
        </HostOption>
      ))}
      {found.length === 0 && <Menu.Label>No host matches {visible(filter)}.</Menu.Label>}
    </div>
  );
}

const sum = (hosts: readonly Host[]) =>
  hosts.reduce((total, host) => total + (host.containerCount ?? 0), 0).toLocaleString('en');

const HostOption = ({
  on,
  onClick,
  children,
}: {
  on: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) => (
  <Menu.Item role="menuitemradio" aria-checked={on} onClick={onClick} data-on={on || undefined}>
    <span className={classes.option}>{children}</span>
  </Menu.Item>
);
