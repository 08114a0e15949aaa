import type { CSSProperties, ReactNode } from 'react';
import classes from './ListTable.module.css';

export interface ListColumn<T> {
  id: string;
  label: string;
  /** Its track in the grid, such as `1fr`. */
  width: string;
  /** On a phone it stands under the first column, with its label before it, unless it speaks for itself. */
  plain?: boolean;
  render: (row: T) => ReactNode;
}

interface Props<T> {
  label: string;
  columns: readonly ListColumn<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string | number;
  /** What does not count any more is drawn faint. */
  faint?: (row: T) => boolean;
  /** What can be done with a row, at its end. */
  actions?: (row: T) => ReactNode;
  /** How wide the last column is. */
  actionsWidth?: string;
}

/** A short table: what is in it fits a page. The first column names the row; a phone shows cards. */
export function ListTable<T>({ label, columns, rows, keyOf, faint, actions, ...props }: Props<T>) {
  const { actionsWidth = '72px' } = props;
  const tracks = [...columns.map(({ width }) => width), ...(actions ? [actionsWidth] : [])];
  return (
    <div
      role="table"
      aria-label={label}
      className={classes.table}
      style={{ '--tracks': tracks.join(' ') } as CSSProperties}
    >
      <div role="row" className={classes.header}>
        {columns.map((column) => (
          <span key={column.id} role="columnheader">
            {column.label}
          </span>
        ))}
        {actions && <span role="columnheader" aria-label="Actions" />}
      </div>
      {rows.map((row) => (
        <div key={keyOf(row)} role="row" className={classes.row} data-faint={faint?.(row)}>
          {columns.map((column, index) => (
            <span
              key={column.id}
              role={index === 0 ? 'rowheader' : 'cell'}
              data-label={column.plain || index === 0 ? undefined : column.label}
            >
              {column.render(row)}
            </span>
          ))}
          {actions && (
            <span role="cell" className={classes.actions}>
              {actions(row)}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}

interface ActionProps {
  /** The whole of it for those who do not see the row. */
  label: string;
  danger?: boolean;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** A word in a row that does something with it. */
export const RowAction = ({ label, danger = false, disabled = false, ...props }: ActionProps) => (
  <button
    type="button"
    className={`link-button ${classes.action}`}
    aria-label={label}
    data-danger={danger || undefined}
    disabled={disabled}
    onClick={props.onClick}
  >
    {props.children}
  </button>
);
