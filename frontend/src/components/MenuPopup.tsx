import { Menu, type FloatingPosition } from '@mantine/core';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/Menu.css';
import './MenuPopup.css';
import { IconCheck } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useState, type Ref } from 'react';
import { visible } from '../lib/visible.ts';
import type { MenuChoice, MenuEntry } from './menuEntries.ts';

interface Props {
  /** Where it hangs, and where the focus returns to. */
  anchor: HTMLElement;
  /** Where the focus returns to instead. */
  focusAfter?: HTMLElement | null;
  entries: readonly MenuEntry[];
  position: FloatingPosition;
  search?: string | undefined;
  onClose: () => void;
}

/** Whether a search lets an entry through: only choices are looked for, and nothing is left around them. */
const finds = (entry: MenuEntry, wanted: string): entry is MenuChoice =>
  typeof entry === 'object' && 'name' in entry && entry.name.toLowerCase().includes(wanted);

/** The menu itself, under the element that opened it. Lazy: see `MenuButton`. */
export default function MenuPopup({ anchor, focusAfter, position, search, ...props }: Props) {
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const shown = wanted === '' ? props.entries : props.entries.filter((each) => finds(each, wanted));

  // The row that it hangs on may leave the page while it is open.
  useEffect(() => {
    if (!anchor.isConnected) props.onClose();
  });
  const close = () => {
    props.onClose();
    (focusAfter ?? anchor).focus({ preventScroll: true });
  };

  return (
    <Menu
      opened
      onChange={(opened) => !opened && close()}
      position={position}
      offset={4}
      radius="var(--an-radius-menu)"
      transitionProps={{ duration: 120, transition: 'pop-top-left' }}
      returnFocus={false}
      withInitialFocusPlaceholder={search === undefined}
    >
      <Menu.Target>
        <Anchor element={anchor} />
      </Menu.Target>
      <Menu.Dropdown>
        {search !== undefined && (
          <input
            className="an-menu-search"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            placeholder={search}
            onKeyDown={(event) => event.key === 'Enter' && chooseFirst(event.currentTarget)}
            aria-label={search}
            data-autofocus
          />
        )}
        <div className="an-menu-list">
          {shown.map((entry, index) => (
            <Entry key={index} entry={entry} />
          ))}
          {shown.length === 0 && <Menu.Label>Nothing matches {visible(typed)}.</Menu.Label>}
        </div>
      </Menu.Dropdown>
    </Menu>
  );
}

const chooseFirst = (input: HTMLInputElement) =>
  input.nextElementSibling?.querySelector<HTMLElement>('[data-menu-item]')?.click();

/** Gives the menu an element that is there already, in place of one of its own. */
function Anchor({ element, ref }: { element: HTMLElement; ref?: Ref<HTMLElement> }) {
  useLayoutEffect(() => {
    if (typeof ref === 'function') ref(element);
  }, [element, ref]);
  return null;
}

function Entry({ entry }: { entry: MenuEntry }) {
  if (entry === 'line') return <Menu.Divider />;
  if ('heading' in entry) return <Menu.Label>{entry.heading}</Menu.Label>;
  if ('text' in entry) return entry.text;
  return <Choice {...entry} />;
}

function Choice({ name, label, icon: Icon, checked, danger, href, onChoose }: MenuChoice) {
  const text = label ?? name;
  const drawn = Icon && <Icon size={16} stroke={1.6} aria-hidden />;
  if (checked !== undefined) {
    return (
      <Menu.RadioItem
        value={name}
        checked={checked}
        closeMenuOnClick
        checkIcon={<IconCheck size={14} stroke={1.8} aria-hidden />}
        data-on={checked || undefined}
        onClick={onChoose}
      >
        <span className="an-menu-choice">
          {drawn}
          {text}
        </span>
      </Menu.RadioItem>
    );
  }
  const common = { leftSection: drawn, 'data-danger': danger || undefined };
  if (href !== undefined) {
    return (
      <Menu.Item {...common} component="a" href={href} target="_blank" rel="noreferrer">
        {text}
      </Menu.Item>
    );
  }
  return (
    <Menu.Item {...common} onClick={onChoose}>
      {text}
    </Menu.Item>
  );
}
