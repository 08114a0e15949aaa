import type { Host } from '@archnest/backend/contract';
import {
  IconDots,
  IconPencil,
  IconPlugConnected,
  IconStack2,
  IconTrash,
} from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { MenuButton } from '../../components/MenuButton.tsx';
import type { MenuEntry } from '../../components/menuEntries.ts';
import { visible } from '../../lib/visible.ts';
import { containersOf, removeWord, type HostActions } from './hostActions.ts';
import classes from './list.module.css';

/** What can be done with a host, in its row. */
export function HostMenu({ host, actions }: { host: Host; actions: HostActions }) {
  const navigate = useNavigate();
  const entries = (): MenuEntry[] => [
    {
      name: 'Show containers',
      icon: IconStack2,
      onChoose: () => void navigate(containersOf(host)),
    },
    ...(host.source === 'engine'
      ? [
          { name: 'Test connection', icon: IconPlugConnected, onChoose: () => actions.test(host) },
          { name: 'Edit', icon: IconPencil, onChoose: () => actions.edit(host) },
        ]
      : []),
    ...(host.source === 'ssh'
      ? []
      : [
          'line' as const,
          {
            name: `${removeWord(host)}…`,
            icon: IconTrash,
            danger: true,
            onChoose: () => actions.remove(host),
          },
        ]),
  ];
  return (
    <MenuButton
      position="bottom-end"
      className={classes.menu}
      aria-label={`Actions for ${visible(host.name)}`}
      entries={entries}
    >
      <IconDots size={16} stroke={1.6} aria-hidden />
    </MenuButton>
  );
}
