import type { Host } from '@archnest/backend/contract';
import { useMemo, useRef, type CSSProperties, type MouseEvent } from 'react';
import type { Breakpoint } from '../../hooks/useViewport.ts';
import { tabId, type ContainersView, type SortId, type TabId } from '../../paths.ts';
import { GridHeader } from './GridHeader.tsx';
import { groupRows, type Group, type Item } from './group.ts';
import type { Density } from './layout.ts';
import { GroupView, RowView, type Place } from './RowView.tsx';
import { useGridKeys } from './useGridKeys.ts';
import { useRowVirtualizer, useScrollMemory } from './useRowVirtualizer.ts';
import { useSortedRows } from './useSortedRows.ts';
import { rowHost, type ContainerRow } from './view.ts';
import classes from './grid.module.css';

export interface GridProps {
  rows: readonly ContainerRow[];
  hosts: readonly Host[];
  /** Hosts that are listed although no row of theirs is. */
  bare: readonly Host[];
  view: Pick<ContainersView, 'group' | 'sort'>;
  viewport: Breakpoint;
  density: Density;
  /** Keys of the groups that are closed. */
  collapsed: ReadonlySet<string>;
  /** Where the scroller starts, in pixels. */
  offset: number;
  onToggle: (key: string, collapsed: boolean) => void;
  onScrolled: (offset: number) => void;
  onSort: (sort: { id: SortId; desc: boolean }) => void;
  onOpen: (tab: TabId, background: boolean) => void;
  onGroupMenu: (group: Group, button: HTMLElement) => void;
}

/** The table of containers; on a phone the same list as cards. */
export function ContainersGrid(props: GridProps) {
  const { hosts, view, viewport, density, collapsed, bare } = props;
  const phone = viewport === 0;
  const { sorted, cells, headers, tracks } = useSortedRows(props.rows, view.sort, viewport);
  const byKey = useMemo(() => new Map(hosts.map((host) => [host.key, host])), [hosts]);
  const items = useMemo(
    () =>
      groupRows(sorted, {
        by: view.group,
        sort: view.sort,
        collapsed,
        bare: bare.map(rowHost),
      }),
    [sorted, view.group, view.sort, collapsed, bare],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRowVirtualizer({ items, scroller, phone, density });
  const { keys, onClick } = useGridInput(props, items, rows);
  useScrollMemory(scroller, props.offset, props.onScrolled);
  const totalsStart = headers.findIndex((column) => column.id === 'cpu') + 2;

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="treegrid"
      aria-label="Containers"
      aria-rowcount={items.length + 1}
      onClick={onClick}
      onAuxClick={onClick}
      onKeyDown={keys.onKeyDown}
      style={{ '--tracks': tracks, '--span': totalsStart } as CSSProperties}
    >
      {!phone && <GridHeader columns={headers} onSort={props.onSort} />}
      <div
        role="rowgroup"
        className={classes.body}
        style={{ height: rows.virtualizer.getTotalSize() }}
      >
        {rows.virtualizer.getVirtualItems().map(({ index, start, size }) => {
          const item = items[index];
          const place = {
            index,
            top: start - rows.top,
            height: size,
            stuck: index === rows.stuck.current,
            active: index === keys.active,
            columns: cells,
            phone,
          };
          return item && <GridItem key={item.key} item={item} place={place} hosts={byKey} />;
        })}
      </div>
    </div>
  );
}

interface ItemProps {
  item: Item;
  place: Place;
  hosts: ReadonlyMap<string, Host>;
}

const GridItem = ({ item, place, hosts }: ItemProps) =>
  item.kind === 'row' ? (
    <RowView row={item.row} grouped={item.grouped} {...place} />
  ) : (
    <GroupView
      group={item.group}
      host={hosts.get(item.group.host.key)}
      collapsed={item.collapsed}
      {...place}
    />
  );

/** Clicks and keys of the whole grid, by delegation: a row has no handlers of its own. */
function useGridInput(
  { onOpen, onToggle, onGroupMenu }: GridProps,
  items: readonly Item[],
  { virtualizer, focused }: ReturnType<typeof useRowVirtualizer>,
) {
  const open = ({ host, container }: ContainerRow, background: boolean) =>
    onOpen(tabId(host.key, container.id), background);
  const keys = useGridKeys({
    items,
    virtualizer,
    onToggle,
    onOpen: (item, background) => open(item.row, background),
  });
  focused.current = keys.active;

  const onClick = (event: MouseEvent<HTMLElement>) => {
    if (!(event.target instanceof Element)) return;
    const row = event.target.closest('[data-index]');
    const item = items[Number(row?.getAttribute('data-index') ?? -1)];
    // Whoever selects text to copy it does not want to open anything.
    if (!item || event.button === 2 || window.getSelection()?.isCollapsed === false) return;
    const menu = event.target.closest<HTMLElement>('[data-group-menu]');
    keys.setActiveKey(item.key);
    if (item.kind === 'row') open(item.row, event.ctrlKey || event.metaKey || event.button === 1);
    else if (menu) onGroupMenu(item.group, menu);
    else if (event.button === 0) onToggle(item.key, !item.collapsed);
  };

  return { keys, onClick };
}
