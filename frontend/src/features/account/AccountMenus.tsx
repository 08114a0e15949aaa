import {
  IconBook2,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSettings,
  IconSun,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Appearance, Profile } from '@archnest/backend/contract';
import { useNavigate } from 'react-router';
import { appearance } from '../../appearance.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import type { MenuEntry } from '../../components/menuEntries.ts';
import { useAppearance } from '../../hooks/useAppearance.ts';
import { visible } from '../../lib/visible.ts';
import { docsPath, settingsPath } from '../../paths.ts';
import classes from './menus.module.css';

const themes: readonly [Appearance['theme'], string, TablerIcon][] = [
  ['light', 'Light', IconSun],
  ['dark', 'Dark', IconMoon],
  ['auto', 'As the system', IconDeviceDesktop],
];

interface Props {
  user: Profile;
  onSignOut: () => void;
  className?: string | undefined;
  /** On a phone it also holds what has no place of its own. */
  full?: boolean;
}

/** Who one is, what one may set, and the way out. */
export function UserMenu({ user, onSignOut, className, full = false }: Props) {
  const navigate = useNavigate();
  const { theme } = useAppearance();
  const name = user.name ?? user.username;
  const entries = (): MenuEntry[] => [
    { text: <Who user={user} /> },
    'line',
    { name: 'Settings', icon: IconSettings, onChoose: () => void navigate(settingsPath()) },
    ...(full ? [{ name: 'API reference', icon: IconBook2, href: docsPath }] : []),
    'line',
    { heading: 'Theme' },
    ...themes.map(([option, word, icon]) => ({
      name: word,
      icon,
      checked: option === theme,
      onChoose: () => appearance.change({ theme: option }),
    })),
    'line',
    { name: 'Sign out', icon: IconLogout, onChoose: onSignOut },
  ];
  return (
    <MenuButton
      position={full ? 'top-end' : 'right-end'}
      className={className}
      aria-label={`Account: ${visible(name)}`}
      data-tip={full ? undefined : visible(name)}
      entries={entries}
    >
      <span className={classes.avatar}>
        <Avatar name={name} />
      </span>
      {full && <span>Account</span>}
    </MenuButton>
  );
}

const Who = ({ user }: { user: Profile }) => (
  <div className={classes.who}>
    <b className="truncate">{visible(user.name ?? user.username)}</b>
    {user.name !== null && <span className="truncate">{visible(user.username)}</span>}
    <span>{user.role === 'admin' ? 'Admin' : 'Member: you can look. Ask an admin to act.'}</span>
  </div>
);
