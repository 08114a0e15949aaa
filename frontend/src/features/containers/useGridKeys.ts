import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Item } from './group.ts';
import type { Selecting } from './useSelecting.ts';

interface Options {
  items: readonly Item[];
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  selecting: Selecting;
  /** Whether a row can be chosen. */
  selectable: (item: Item & { kind: 'row' }) => boolean;
  onOpen: (item: Item & { kind: 'row' }, background: boolean) => void;
  onToggle: (key: string, collapsed: boolean) => void;
  onMenu: (item: Item, row: HTMLElement) => void;
}

/**
 * One tab stop for the whole grid, as the ARIA treegrid pattern has it: arrows move, with Shift they choose, Space
 * chooses, Enter opens, left and right close and open a group, the menu key opens the menu.
 */
export function useGridKeys({ items, virtualizer, selecting, selectable, ...on }: Options) {
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const focusNext = useRef(false);
  const found = items.findIndex((item) => item.key === activeKey);
  const active = found < 0 ? 0 : found;

  useEffect(() => {
    if (!focusNext.current) return;
    const row = virtualizer.scrollElement?.querySelector<HTMLElement>(`[data-index="${active}"]`);
    if (!row) return;
    focusNext.current = false;
    row.focus({ preventScroll: true });
  });

  const moveTo = (index: number, extend = false) => {
    const target = Math.min(items.length - 1, Math.max(0, index));
    const item = items[target];
    if (!item) return;
    focusNext.current = true;
    setActiveKey(item.key);
    virtualizer.scrollToIndex(target, { align: 'auto' });
    if (extend && item.kind === 'row' && selectable(item)) selecting.toggle(item.key, true);
  };

  const choose = (item: Item) => {
    if (item.kind === 'row') {
      if (selectable(item)) selecting.toggle(item.key, false);
      else on.onOpen(item, false);
    } else if (!selecting.toggleGroup(item.key)) on.onToggle(item.key, !item.collapsed);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = event.target;
    if (!(row instanceof HTMLElement) || row.dataset['index'] === undefined) return;
    // Where the focus is, however it came there.
    const at = Number(row.dataset['index']);
    const item = items[at];
    if (!item || event.altKey) return;
    setActiveKey(item.key);
    const group = item.kind === 'group' ? item : null;
    const parent = () =>
      moveTo(items.findLastIndex((other, index) => index < at && other.kind === 'group'));
    const page = Math.max(1, Math.floor((virtualizer.scrollRect?.height ?? 300) / 36));
    const command = event.ctrlKey || event.metaKey;
    const keys: Record<string, () => void> = {
      ArrowDown: () => moveTo(at + 1, event.shiftKey),
      ArrowUp: () => moveTo(at - 1, event.shiftKey),
      PageDown: () => moveTo(at + page),
      PageUp: () => moveTo(at - page),
      Home: () => moveTo(0),
      End: () => moveTo(items.length - 1),
      ArrowLeft: () => (group && !group.collapsed ? on.onToggle(group.key, true) : parent()),
      ArrowRight: () => (group?.collapsed ? on.onToggle(group.key, false) : moveTo(at + 1)),
      Enter: () =>
        item.kind === 'group' ? on.onToggle(item.key, !item.collapsed) : on.onOpen(item, command),
      ' ': () => choose(item),
      ContextMenu: () => on.onMenu(item, row),
      ...(event.shiftKey ? { F10: () => on.onMenu(item, row) } : {}),
      ...(command ? { a: selecting.toggleAll } : {}),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  return { active, setActiveKey, onKeyDown };
}
