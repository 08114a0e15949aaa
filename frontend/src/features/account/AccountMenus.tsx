import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import {
  IconBook2,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSun,
  type TablerIcon,
} from '@tabler/icons-react';
import type { User } from '@archnest/backend/contract';
import { visible } from '../../lib/visible.ts';
import { docsPath } from '../../paths.ts';
import classes from './menus.module.css';

const schemes: readonly [MantineColorScheme, string, TablerIcon][] = [
  ['light', 'Light', IconSun],
  ['dark', 'Dark', IconMoon],
  ['auto', 'As the system', IconDeviceDesktop],
];

function SchemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return schemes.map(([scheme, name, Icon]) => (
    <Menu.Item
      key={scheme}
      role="menuitemradio"
      aria-checked={scheme === colorScheme}
      className={classes.scheme}
      leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
      onClick={() => setColorScheme(scheme)}
    >
      {name}
    </Menu.Item>
  ));
}

/** Light, dark, or what the system says. */
export function ThemeMenu({ className }: { className: string | undefined }) {
  const { colorScheme } = useMantineColorScheme();
  const Icon = schemes.find(([scheme]) => scheme === colorScheme)?.[2] ?? IconDeviceDesktop;
  return (
    <Menu position="right-end">
      <Menu.Target>
        <button type="button" className={className} aria-label="Theme" data-tip="Theme">
          <Icon size={20} stroke={1.6} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Theme</Menu.Label>
        <SchemeItems />
      </Menu.Dropdown>
    </Menu>
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

export const UserMenu = ({ user, onSignOut, className, full = false }: UserMenuProps) => (
  <Menu position={full ? 'top-end' : 'right-end'}>
    <Menu.Target>
      <button
        type="button"
        className={className}
        aria-label={`Account: ${visible(user.username)}`}
        data-tip={full ? undefined : visible(user.username)}
      >
        <span className={classes.avatar} aria-hidden>
          {visible(initials(user.username))}
        </span>
        {full && <span>Account</span>}
      </button>
    </Menu.Target>
    <Menu.Dropdown className={classes.dropdown}>
      <div className={classes.who}>
        <b className="truncate">{visible(user.username)}</b>
        <span>
          {user.role === 'admin' ? 'Admin' : 'Member: you can look. Ask an admin to act.'}
        </span>
      </div>
      <Menu.Divider />
      {full && (
        <>
          <Menu.Label>Theme</Menu.Label>
          <SchemeItems />
          <Menu.Divider />
          <Menu.Item
            component="a"
            href={docsPath}
            target="_blank"
            leftSection={<IconBook2 size={16} stroke={1.6} aria-hidden />}
          >
            API reference
          </Menu.Item>
        </>
      )}
      <Menu.Item
        leftSection={<IconLogout size={16} stroke={1.6} aria-hidden />}
        onClick={onSignOut}
      >
        Sign out
      </Menu.Item>
    </Menu.Dropdown>
  </Menu>
);
