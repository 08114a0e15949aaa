import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import {
  IconBook2,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSun,
  type TablerIcon,
} from '@tabler/icons-react';
import type { User } from '@archnest/backend/contract';
import { MenuButton } from '../../components/MenuButton.tsx';
import type { MenuEntry } from '../../components/menuEntries.ts';
import { visible } from '../../lib/visible.ts';
import { docsPath } from '../../paths.ts';
import classes from './menus.module.css';

const schemes: readonly [MantineColorScheme, string, TablerIcon][] = [
  ['light', 'Light', IconSun],
  ['dark', 'Dark', IconMoon],
  ['auto', 'As the system', IconDeviceDesktop],
];

function useSchemeEntries() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = schemes.find(([scheme]) => scheme === colorScheme)?.[2] ?? IconDeviceDesktop;
  const entries = (): MenuEntry[] => [
    { heading: 'Theme' },
    ...schemes.map(([scheme, name, icon]) => ({
      name,
      icon,
      checked: scheme === colorScheme,
      onChoose: () => setColorScheme(scheme),
    })),
  ];
  return { Icon, entries };
}

/** Light, dark, or what the system says. */
export function ThemeMenu({ className }: { className: string | undefined }) {
  const { Icon, entries } = useSchemeEntries();
  return (
    <MenuButton
      position="right-end"
      className={className}
      aria-label="Theme"
      data-tip="Theme"
      entries={entries}
    >
      <Icon size={20} stroke={1.6} aria-hidden />
    </MenuButton>
  );
}

const initials = (username: string) => Array.from(username).slice(0, 2).join('').toUpperCase();

interface UserMenuProps {
  user: User;
  onSignOut: () => void;
  className?: string | undefined;
  /** On a phone it also holds what has no place of its own. */
  full?: boolean;
}

export function UserMenu({ user, onSignOut, className, full = false }: UserMenuProps) {
  const theme = useSchemeEntries();
  const entries = (): MenuEntry[] => [
    { text: <Who user={user} /> },
    'line',
    ...(full
      ? [
          ...theme.entries(),
          'line' as const,
          { name: 'API reference', icon: IconBook2, href: docsPath },
        ]
      : []),
    { name: 'Sign out', icon: IconLogout, onChoose: onSignOut },
  ];
  return (
    <MenuButton
      position={full ? 'top-end' : 'right-end'}
      className={className}
      aria-label={`Account: ${visible(user.username)}`}
      data-tip={full ? undefined : visible(user.username)}
      entries={entries}
    >
      <span className={classes.avatar} aria-hidden>
        {visible(initials(user.username))}
      </span>
      {full && <span>Account</span>}
    </MenuButton>
  );
}

const Who = ({ user }: { user: User }) => (
  <div className={classes.who}>
    <b className="truncate">{visible(user.username)}</b>
    <span>{user.role === 'admin' ? 'Admin' : 'Member: you can look. Ask an admin to act.'}</span>
  </div>
);
