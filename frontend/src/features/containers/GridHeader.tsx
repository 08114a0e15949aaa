import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { Check } from '../../components/Check.tsx';
import type { SortId } from '../../paths.ts';
import classes from './grid.module.css';

export interface HeaderColumn {
  id: string;
  label: string;
  numeric: boolean;
  sortable: boolean;
  sorted: false | 'asc' | 'desc';
  descFirst: boolean;
}

interface Props {
  columns: readonly HeaderColumn[];
  onSort: (sort: { id: SortId; desc: boolean }) => void;
  /** How many of the rows are chosen; `null` where none can be. */
  selected: 'none' | 'some' | 'all' | null;
  onSelectAll: () => void;
}

export const GridHeader = ({ columns, onSort, selected, onSelectAll }: Props) => (
  <div role="row" aria-rowindex={1} className={classes.header}>
    <span className={classes.lead} role="columnheader" aria-label="Group">
      {selected !== null && (
        <Check state={selected} label="Select all containers" onClick={onSelectAll} />
      )}
    </span>
    {columns.map((column) => (
      <span
        key={column.id}
        role="columnheader"
        className={classes.headerCell}
        data-column={column.id}
        data-numeric={column.numeric || undefined}
        aria-sort={ariaSort[column.sorted || 'none']}
      >
        {column.sortable ? <SortButton column={column} onSort={onSort} /> : column.label}
      </span>
    ))}
  </div>
);

const ariaSort = { asc: 'ascending', desc: 'descending', none: 'none' } as const;

function SortButton({ column, onSort }: { column: HeaderColumn; onSort: Props['onSort'] }) {
  const Arrow = column.sorted === 'desc' ? IconArrowDown : IconArrowUp;
  const desc = column.sorted === false ? column.descFirst : column.sorted === 'asc';
  return (
    <button type="button" onClick={() => onSort({ id: column.id as SortId, desc })}>
      {column.label}
      {column.sorted && <Arrow size={12} stroke={1.8} aria-hidden />}
    </button>
  );
}
