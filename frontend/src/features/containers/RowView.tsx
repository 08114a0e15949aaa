import type { Host } from '@archnest/backend/contract';
import { memo, type CSSProperties, type ReactNode } from 'react';
import { Check } from '../../components/Check.tsx';
import { isCutOff } from '../../components/hostStanding.ts';
import { canAct } from './actions/verbs.ts';
import { Card } from './Card.tsx';
import classes from './grid.module.css';
import type { Group } from './group.ts';
import { groupLabel, GroupTitle, GroupTotal } from './GroupRow.tsx';
import type { Own } from './own.ts';
import type { ContainerRow } from './view.ts';

/** What a row needs to know of a column. */
export interface GridColumn {
  id: string;
  numeric: boolean;
  render: (row: ContainerRow, own: Own) => ReactNode;
}

export interface Place {
  index: number;
  top: number;
  height: number;
  /** Stuck to the top of the list instead of standing at `top`. */
  stuck: boolean;
  active: boolean;
  columns: readonly GridColumn[];
  phone: boolean;
}

const placeStyle = ({ top, height, stuck }: Place): CSSProperties =>
  stuck ? { height } : { height, transform: `translateY(${top}px)` };

const rowProps = (place: Place) => ({
  role: 'row',
  'aria-rowindex': place.index + 2,
  'data-index': place.index,
  'data-stuck': place.stuck || undefined,
  tabIndex: place.active ? 0 : -1,
  style: placeStyle(place),
});

const tone = (status: Host['status']) =>
  isCutOff(status) || status === 'stale' ? status : undefined;

interface RowProps extends Place, Own {
  row: ContainerRow;
  grouped: boolean;
  selected: boolean;
  /** It is a card, and a tap chooses it. */
  picking: boolean;
}

/** Drawn again only when its container, its host's standing, its place or what is done to it changed. */
export const RowView = memo(function RowView(props: RowProps) {
  const { row, grouped, selected, picking, admin, step, ...place } = props;
  const status = tone(row.host.status);
  const selectable = canAct(row, admin);
  const common = {
    ...rowProps(place),
    'aria-level': grouped ? 2 : 1,
    'aria-selected': selectable && (picking || !place.phone) ? selected : undefined,
    'data-kind': 'row',
    'data-tone': status,
    'data-stale': status,
  };
  if (place.phone) {
    return (
      <div {...common} className={classes.card} data-picking={picking || undefined}>
        {picking && selectable && (
          <Check state={selected ? 'all' : 'none'} label={`Select ${row.name}`} tabIndex={-1} />
        )}
        <div role="gridcell">
          <Card row={row} showHost={!grouped} step={step} />
        </div>
      </div>
    );
  }
  return (
    <div {...common} className={classes.row}>
      <span className={classes.lead} role="gridcell" data-select={selectable || undefined}>
        {selectable && (
          <Check state={selected ? 'all' : 'none'} label={`Select ${row.name}`} tabIndex={-1} />
        )}
      </span>
      {place.columns.map((column) => (
        <span
          key={column.id}
          role="gridcell"
          className={classes.cell}
          data-column={column.id}
          data-numeric={column.numeric || undefined}
        >
          {column.render(row, { admin, step })}
        </span>
      ))}
    </div>
  );
});

interface GroupProps extends Place {
  group: Group;
  host: Host | undefined;
  collapsed: boolean;
}

const totalled = ['cpu', 'memory', 'ports', 'uptime', 'actions'];

export function GroupView({ group, host, collapsed, ...place }: GroupProps) {
  return (
    <div
      {...rowProps(place)}
      className={place.phone ? classes.cardGroup : classes.group}
      aria-level={1}
      aria-expanded={group.count > 0 ? !collapsed : undefined}
      aria-label={groupLabel(group, host)}
      data-kind="group"
      data-tone={tone(group.host.status)}
    >
      <GroupTitle group={group} host={host} collapsed={collapsed} phone={place.phone} />
      {!place.phone &&
        place.columns
          .filter((column) => totalled.includes(column.id))
          .map((column) => (
            <span
              key={column.id}
              role="gridcell"
              className={classes.cell}
              data-column={column.id}
              data-numeric={column.numeric || undefined}
            >
              <GroupTotal group={group} column={column.id} />
            </span>
          ))}
    </div>
  );
}
