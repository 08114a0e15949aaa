import type { Host } from '@archnest/backend/contract';
import { useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { Link } from 'react-router';
import { SafeText } from '../../components/SafeText.tsx';
import type { HostActions } from './hostActions.ts';
import { HostMenu } from './HostMenu.tsx';
import { hostColumns, type HostColumn } from './hostColumns.tsx';
import type { HostRow } from './hostsView.ts';
import { troubleOf } from './HostStatusView.tsx';
import classes from './list.module.css';

interface Props {
  rows: readonly HostRow[];
  /** The key of the host whose details are open. */
  open: string | null;
  pathOf: (host: Host) => string;
  onOpen: (host: Host) => void;
  /** Absent for who may only look. */
  actions: HostActions | null;
  children?: ReactNode;
}

/** Every host of every source. Arrows move between the names; a click anywhere in a row opens it. */
export function HostsTable({ rows, open, pathOf, onOpen, actions, children }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const shown = actions ? hostColumns : hostColumns.filter((column) => column.id !== 'address');
  return (
    <div
      ref={list}
      className={classes.scroller}
      onKeyDown={(event) => moveFocus(event, list.current)}
    >
      <div
        role="table"
        aria-label="Hosts"
        className={classes.table}
        data-addresses={actions !== null || undefined}
      >
        <div role="row" className={classes.header}>
          <span role="columnheader">Host</span>
          {shown.map(({ id, label, numeric }) => (
            <span key={id} role="columnheader" data-column={id} data-numeric={numeric}>
              {label}
            </span>
          ))}
          <span role="columnheader" aria-label="Actions" />
        </div>
        {rows.map((row) => (
          <Row
            key={row.host.key}
            row={row}
            shown={shown}
            open={row.host.key === open}
            path={pathOf(row.host)}
            onOpen={() => onOpen(row.host)}
            actions={actions}
          />
        ))}
        {children}
      </div>
    </div>
  );
}

interface RowProps {
  row: HostRow;
  shown: readonly HostColumn[];
  open: boolean;
  path: string;
  onOpen: () => void;
  actions: HostActions | null;
}

function Row({ row, shown, open, path, onOpen, actions }: RowProps) {
  const { host } = row;
  const trouble = troubleOf(host);
  const onClick = (event: MouseEvent) => {
    // The name is a link of its own, and the menu lies over the page, not in the row.
    if (event.defaultPrevented || (event.target as Element).closest('a, button, [role=menu]'))
      return;
    if (window.getSelection()?.isCollapsed !== false) onOpen();
  };
  return (
    <div
      role="row"
      className={classes.row}
      data-status={host.status}
      data-open={open || undefined}
      onClick={onClick}
    >
      <span role="rowheader" className={classes.name}>
        <Link to={path} aria-current={open || undefined} data-host-link>
          <SafeText text={host.name} tip />
        </Link>
      </span>
      {shown.map(({ id, numeric, render }) => (
        <span key={id} role="cell" data-column={id} data-numeric={numeric}>
          {render(row)}
        </span>
      ))}
      <span role="cell" className={classes.last}>
        {actions && <HostMenu row={row} actions={actions} />}
      </span>
      {trouble !== null && (
        <span role="cell" aria-colspan={shown.length + 1} className={classes.trouble}>
          {trouble}
        </span>
      )}
    </div>
  );
}

function moveFocus(event: KeyboardEvent, list: HTMLElement | null) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = [...(list?.querySelectorAll<HTMLElement>('[data-host-link]') ?? [])];
  const at = links.indexOf(event.target as HTMLElement);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  links[at + step]?.focus();
}
