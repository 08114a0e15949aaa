import type { MouseEvent } from 'react';
import { tabId } from '../../paths.ts';
import { canAct } from './actions/verbs.ts';
import type { GridProps } from './ContainersGrid.tsx';
import type { Item } from './group.ts';
import type { RowVerb } from './RowVerbs.tsx';
import { useGridKeys } from './useGridKeys.ts';
import { useLongPress } from './useLongPress.ts';
import type { useRowVirtualizer } from './useRowVirtualizer.ts';
import { useSelecting } from './useSelecting.ts';
import type { ContainerRow } from './view.ts';

/** Clicks and keys of the whole grid, by delegation: a row has no handlers of its own. */
export function useGridInput(
  props: GridProps,
  items: readonly Item[],
  { virtualizer, focused }: ReturnType<typeof useRowVirtualizer>,
) {
  const { rows, view, admin, selection, onSelect, onOpen, onToggle, onGroupMenu, onVerb } = props;
  const selecting = useSelecting({
    rows,
    items,
    by: view.group,
    admin,
    selection,
    select: onSelect,
  });
  const open = ({ host, container }: ContainerRow, background: boolean) =>
    onOpen(tabId(host.key, container.id), { background });
  const keys = useGridKeys({
    items,
    virtualizer,
    selecting,
    selectable: (item) => canAct(item.row, admin),
    onToggle,
    onOpen: (item, background) => open(item.row, background),
    onMenu: (item, row) =>
      item.kind === 'group' ? onGroupMenu(item, row) : onVerb(item.row, 'more', row),
  });
  focused.current = keys.active;

  const phone = props.viewport === 0;
  const choose = (row: ContainerRow) => {
    if (canAct(row, admin)) selecting.toggle(row.key, false);
  };
  const press = useLongPress(phone && admin, (target) => {
    const item = itemAt(items, target);
    if (item?.kind !== 'row') return;
    choose(item.row);
    navigator.vibrate?.(10);
  });

  const onRow = (row: ContainerRow, target: Element, event: MouseEvent<HTMLElement>) => {
    const button = target.closest<HTMLElement>('[data-verb]');
    if (phone && props.picking) choose(row);
    else if (button) onVerb(row, button.dataset['verb'] as RowVerb, button);
    else if (target.closest('[data-select]')) selecting.toggle(row.key, event.shiftKey);
    else open(row, event.ctrlKey || event.metaKey || event.button === 1);
  };

  const onClick = (event: MouseEvent<HTMLElement>) => {
    if (!(event.target instanceof Element)) return;
    const item = itemAt(items, event.target);
    if (!item || event.button === 2 || press.swallowed()) return;
    const control = event.target.closest('[data-verb], [data-select]');
    // Whoever selects text to copy it does not want to open anything.
    if (!control && window.getSelection()?.isCollapsed === false) return;
    const menu = event.target.closest<HTMLElement>('[data-group-menu]');
    keys.setActiveKey(item.key);
    if (item.kind === 'row') onRow(item.row, event.target, event);
    else if (menu) onGroupMenu(item, menu);
    else if (event.button === 0) onToggle(item.key, !item.collapsed);
  };

  /** With Shift the browser would mark the text in between. */
  const onMouseDown = (event: MouseEvent<HTMLElement>) => {
    if (event.shiftKey && (event.target as Element).closest('[data-select]'))
      event.preventDefault();
  };

  const onContextMenu = (event: MouseEvent) => {
    if (press.swallowed()) event.preventDefault();
  };

  return { keys, selecting, onClick, onMouseDown, onContextMenu, touch: press.handlers };
}

function itemAt(items: readonly Item[], target: Element): Item | undefined {
  const row = target.closest('[data-index]');
  return items[Number(row?.getAttribute('data-index') ?? -1)];
}
