import type { Host } from '@archnest/backend/contract';
import { useMemo, useRef, useState, type CSSProperties } from 'react';
import { useShown } from '../../hooks/useShown.ts';
import type { Breakpoint } from '../../hooks/useViewport.ts';
import type { ContainersView, SortId, TabId } from '../../paths.ts';
import type { OwnStep } from './actions/jobs.ts';
import { useJobs } from './actions/useJobs.ts';
import { GridHeader } from './GridHeader.tsx';
import { groupRows, type Item } from './group.ts';
import { makeOrderKeeper } from './heldOrder.ts';
import type { Density } from './layout.ts';
import type { RowVerb } from './RowVerbs.tsx';
import { GroupView, RowView, type Place } from './RowView.tsx';
import type { Selection } from './selection.ts';
import type { OpenOptions } from './useContainersView.ts';
import { useGridInput } from './useGridInput.ts';
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
  /** Whether the reader may act. */
  admin: boolean;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  /** On a phone, whether a tap chooses. */
  picking: boolean;
  onVerb: (row: ContainerRow, verb: RowVerb, button: HTMLElement) => void;
  onToggle: (key: string, collapsed: boolean) => void;
  onScrolled: (offset: number) => void;
  onSort: (sort: { id: SortId; desc: boolean }) => void;
  onOpen: (tab: TabId, options: OpenOptions) => void;
  onGroupMenu: (item: Item & { kind: 'group' }, button: HTMLElement) => void;
}

/** The table of containers; on a phone the same list as cards. */
export function ContainersGrid(props: GridProps) {
  const { hosts, view, viewport, density, admin } = props;
  const phone = viewport === 0;
  const { sorted, cells, headers, tracks } = useSortedRows(props.rows, view.sort, viewport);
  const byKey = useMemo(() => new Map(hosts.map((host) => [host.key, host])), [hosts]);
  const [held, hold] = useState(false);
  const items = useItems(props, sorted, held);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRowVirtualizer({ items, scroller, phone, density });
  const { keys, selecting, ...pointer } = useGridInput(props, items, rows);
  const steps = useJobs().byKey;
  useScrollMemory(scroller, props.offset, props.onScrolled);
  const totalsStart = headers.findIndex((column) => column.id === 'cpu') + 2;
  const drawn = rows.virtualizer.getVirtualItems();
  useShown(drawn.flatMap(({ index }) => shownKey(items[index]) ?? []));

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="treegrid"
      aria-label="Containers"
      aria-rowcount={items.length + 1}
      aria-multiselectable={selecting.held !== null && (!phone || props.picking)}
      onClick={pointer.onClick}
      onAuxClick={pointer.onClick}
      onMouseDown={pointer.onMouseDown}
      onContextMenu={pointer.onContextMenu}
      {...pointer.touch}
      onKeyDown={keys.onKeyDown}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      style={{ '--tracks': tracks, '--span': totalsStart } as CSSProperties}
    >
      {!phone && (
        <GridHeader
          columns={headers}
          onSort={props.onSort}
          selected={selecting.held}
          onSelectAll={selecting.toggleAll}
        />
      )}
      <div
        role="rowgroup"
        className={classes.body}
        style={{ height: rows.virtualizer.getTotalSize() }}
      >
        {drawn.map(({ index, start, size }) => {
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
          return (
            item && (
              <GridItem
                key={item.key}
                item={item}
                place={place}
                hosts={byKey}
                admin={admin}
                step={steps.get(item.key)}
                selected={selecting.selected.has(item.key)}
                picking={phone && props.picking}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

/** What is measured at each tick while it is on the screen. */
const shownKey = (item: Item | undefined) =>
  item?.kind === 'row' && item.row.host.can.live ? item.key : null;

/** Rows under their groups, in an order that does not move under the pointer. */
function useItems(
  { view, collapsed, bare }: GridProps,
  sorted: readonly ContainerRow[],
  held: boolean,
): readonly Item[] {
  const { group: by, sort } = view;
  const grouped = useMemo(
    () => groupRows(sorted, { by, sort, collapsed, bare: bare.map(rowHost) }),
    [sorted, by, sort, collapsed, bare],
  );
  const [keepOrder] = useState(makeOrderKeeper);
  const order = `${by} ${sort.id} ${sort.desc}`;
  return useMemo(() => keepOrder(grouped, order, held), [keepOrder, grouped, order, held]);
}

interface ItemProps {
  item: Item;
  place: Place;
  hosts: ReadonlyMap<string, Host>;
  admin: boolean;
  step: OwnStep | undefined;
  selected: boolean;
  picking: boolean;
}

const GridItem = ({ item, place, hosts, ...own }: ItemProps) =>
  item.kind === 'row' ? (
    <RowView row={item.row} grouped={item.grouped} {...place} {...own} />
  ) : (
    <GroupView
      group={item.group}
      host={hosts.get(item.group.host.key)}
      collapsed={item.collapsed}
      {...place}
    />
  );
