import type { CSSProperties, ReactNode, Ref } from 'react';
import type { Gap, Line, Row } from './engine/entry.ts';
import { betweenText } from './lineText.ts';
import classes from './lines.module.css';

interface Props {
  ref?: Ref<HTMLDivElement> | undefined;
  row: Row;
  index: number;
  style: CSSProperties;
  marked: boolean;
  onMark: (line: Line | null) => void;
  onLoad: (gap: Gap) => void;
  /** What a line shows. */
  children: ReactNode;
}

/** One row of the list; `children` is drawn for a line, the other kinds say what they are. */
export function LogRow({ ref, row, index, style, marked, onMark, onLoad, children }: Props) {
  const trouble = row.kind === 'line' && (row.level === 'error' || row.level === 'fatal');
  return (
    <div
      ref={ref}
      className={classes.row}
      style={style}
      data-index={index}
      data-kind={row.kind}
      data-trouble={trouble || undefined}
      data-continues={(row.kind === 'line' && row.continues) || undefined}
      data-marked={marked || undefined}
      onClick={(event) => {
        if (row.kind !== 'line' || !isPlainClick(event.target)) return;
        onMark(marked ? null : row);
      }}
    >
      {row.kind === 'line' ? children : <Between row={row} onLoad={onLoad} />}
    </div>
  );
}

/** Neither a button, nor the end of a selection. */
const isPlainClick = (target: EventTarget) =>
  target instanceof Element && !target.closest('button') && getSelection()?.isCollapsed !== false;

function Between({ row, onLoad }: { row: Exclude<Row, Line>; onLoad: (gap: Gap) => void }) {
  if (row.kind !== 'gap') return <span className={classes.day}>{betweenText(row)}</span>;
  return (
    <span className={classes.gap}>
      <span data-tip={betweenText(row)} data-tip-if-cut>
        {betweenText(row)}
      </span>
      {row.count !== null && (
        <button type="button" disabled={row.loading} onClick={() => onLoad(row)}>
          {row.loading ? 'Loading them' : 'Load them'}
        </button>
      )}
      {row.failure !== null && <span className={classes.failure}>{row.failure}</span>}
    </span>
  );
}
