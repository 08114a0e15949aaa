import {
  IconDots,
  IconPencil,
  IconPlugConnected,
  IconShieldCheck,
  IconStack2,
  IconTrash,
} from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { MenuButton } from '../../components/MenuButton.tsx';
import type { MenuEntry } from '../../components/menuEntries.ts';
import { visible } from '../../lib/visible.ts';
import { containersOf, removeWord, type HostActions } from './hostActions.ts';
import type { HostRow } from './hostsView.ts';

/** What can be done with a host, in its row. */
export function HostMenu({ row, actions }: { row: HostRow; actions: HostActions }) {
  const { host, jumpOnly = false } = row;
  const navigate = useNavigate();
  const saved = host.source !== 'agent';
  const entries = (): MenuEntry[] => [
    ...(jumpOnly
      ? []
      : [
          {
            name: 'Show containers',
            icon: IconStack2,
            onChoose: () => void navigate(containersOf(host)),
          },
        ]),
    ...(host.source === 'ssh'
      ? [
          {
            name: 'Check host key',
            icon: IconShieldCheck,
            onChoose: () => actions.checkKey(host),
          },
        ]
      : []),
    ...(saved
      ? [
          { name: 'Test connection', icon: IconPlugConnected, onChoose: () => actions.test(host) },
          { name: 'Edit', icon: IconPencil, onChoose: () => actions.edit(host) },
        ]
      : []),
    'line' as const,
    {
      name: `${removeWord(host)}…`,
      icon: IconTrash,
      danger: true,
      onChoose: () => actions.remove(host),
    },
  ];
  return (
    <MenuButton
      position="bottom-end"
      className="icon-button"
      aria-label={`Actions for ${visible(host.name)}`}
      entries={entries}
    >
      <IconDots size={16} stroke={1.6} aria-hidden />
    </MenuButton>
  );
}
