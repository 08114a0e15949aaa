import type { FloatingPosition } from '@mantine/core';
import { useState, type ComponentProps } from 'react';
import { lazyOverlay } from './lazyPart.tsx';
import { preload } from './loadPart.ts';
import type { MenuEntry } from './menuEntries.ts';

const load = () => import('./MenuPopup.tsx');
const MenuPopup = lazyOverlay(load);

/** Menus are a tenth of the page's script and not part of its first view: they come when a pointer does. */
export const preloadMenus = () => preload(load);

interface Props extends Omit<ComponentProps<'button'>, 'type' | 'onClick'> {
  /** Asked for when the menu opens, and again with every change while it is open. */
  entries: () => readonly MenuEntry[];
  position: FloatingPosition;
  /** What a field over the choices filters, as its placeholder says; without it there is no field. */
  search?: string | undefined;
}

/** A button with a menu. */
export function MenuButton({ entries, position, search, ...button }: Props) {
  const [anchor, setAnchor] = useState<HTMLButtonElement | null>(null);
  return (
    <>
      <button
        {...button}
        type="button"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onPointerEnter={preloadMenus}
        onFocus={preloadMenus}
        onClick={({ currentTarget }) => setAnchor(anchor ? null : currentTarget)}
      />
      {anchor && (
        <MenuPopup
          anchor={anchor}
          entries={entries()}
          position={position}
          search={search}
          onClose={() => setAnchor(null)}
        />
      )}
    </>
  );
}
