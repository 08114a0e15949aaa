import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Item } from './group.ts';

interface Options {
  items: readonly Item[];
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  onOpen: (item: Item & { kind: 'row' }, background: boolean) => void;
  onToggle: (key: string, collapsed: boolean) => void;
}

/**
 * One tab stop for the whole grid, as the ARIA treegrid pattern has it: arrows move, Enter opens,
 * left and right close and open a group.
 */
export function useGridKeys({ items, virtualizer, onOpen, onToggle }: Options) {
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

  const moveTo = (index: number) => {
    const target = Math.min(items.length - 1, Math.max(0, index));
    const item = items[target];
    if (!item) return;
    focusNext.current = true;
    setActiveKey(item.key);
    virtualizer.scrollToIndex(target, { align: 'auto' });
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset['index'] === undefined)
      return;
    const item = items[active];
    if (!item || event.altKey) return;
    const group = item.kind === 'group' ? item : null;
    const parent = () =>
      moveTo(items.findLastIndex((other, index) => index < active && other.kind === 'group'));
    const page = Math.max(1, Math.floor((virtualizer.scrollRect?.height ?? 300) / 36));
    const keys: Record<string, () => void> = {
      ArrowDown: () => moveTo(active + 1),
      ArrowUp: () => moveTo(active - 1),
      PageDown: () => moveTo(active + page),
      PageUp: () => moveTo(active - page),
      Home: () => moveTo(0),
      End: () => moveTo(items.length - 1),
      ArrowLeft: () => (group && !group.collapsed ? onToggle(group.key, true) : parent()),
      ArrowRight: () => (group?.collapsed ? onToggle(group.key, false) : moveTo(active + 1)),
      Enter: () =>
        item.kind === 'group'
          ? onToggle(item.key, !item.collapsed)
          : onOpen(item, event.ctrlKey || event.metaKey),
      ' ': () =>
        item.kind === 'group' ? onToggle(item.key, !item.collapsed) : onOpen(item, false),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  return { active, setActiveKey, onKeyDown };
}
