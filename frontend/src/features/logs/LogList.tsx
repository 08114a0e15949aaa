import { useCallback, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { Gap, Line, Row } from './engine/entry.ts';
import { matcher } from './engine/search.ts';
import type { LogSession } from './engine/session.ts';
import { LogHead } from './LogHead.tsx';
import { LogLine } from './LogLine.tsx';
import { LogRow } from './LogRow.tsx';
import classes from './lines.module.css';
import { MarkedLine } from './MarkedLine.tsx';
import type { LogSettings } from './settings.ts';
import { aimAtEnd, useFollow } from './useFollow.ts';
import { useLogVirtualizer } from './useLogVirtualizer.ts';
import { useMark } from './useMark.ts';
import { useWidest } from './useWidest.ts';
import { useReveal } from './useReveal.ts';
import { useSelection } from './useSelection.ts';

interface Props {
  session: LogSession;
  settings: LogSettings;
  phone: boolean;
  label: string;
  scroller: RefObject<HTMLDivElement | null>;
  /** Where the reader is: set here, read by the search. */
  reader: RefObject<Line | null>;
  downloadUrl: string;
}

/** The lines, of which only those in sight are in the document. */
export function LogList({ session, settings, phone, label, scroller, reader, downloadUrl }: Props) {
  const { times, wrap } = settings;
  const kept = useRef<readonly Row[]>([]);
  const virtualizer = useLogVirtualizer({ session, scroller, phone, wrap, times, kept });
  if (session.following) aimAtEnd(virtualizer);
  useFollow(session, scroller, virtualizer);
  useReveal(session, scroller, virtualizer);
  useSelection({ session, scroller, kept, times });
  const { marked, mark, onKeyDown } = useMark(session, scroller, virtualizer);
  const [whole, setWhole] = useState<ReadonlySet<number>>(new Set());

  const { query, current } = session.search;
  const find = useMemo(() => (query === '' ? null : matcher(query)), [query]);
  const onTurn = useCallback((line: Line) => session.turn(line), [session]);
  const onFold = useCallback((line: Line) => session.toggleFold(line), [session]);
  const onWhole = useCallback((line: Line) => setWhole((set) => new Set(set).add(line.id)), []);
  const onLoad = useCallback((gap: Gap) => void session.backlog.loadGap(gap), [session]);

  const widest = useWidest(session, virtualizer, wrap);
  const items = virtualizer.getVirtualItems();
  const { rows } = session.rows;
  useLayoutEffect(() => {
    const top = rows.slice(virtualizer.range?.startIndex ?? 0).find((row) => row.kind === 'line');
    reader.current = top ?? null;
  });

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-wrap={wrap || undefined}
      data-phone={phone || undefined}
      role="log"
      aria-label={label}
      // A reader that speaks would never come to an end of a log that is followed.
      aria-live="off"
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div
        className={classes.sizer}
        style={{ height: virtualizer.getTotalSize(), minWidth: wrap ? undefined : widest }}
      >
        <LogHead session={session} downloadUrl={downloadUrl} />
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const fold = row.kind === 'line' ? session.rows.foldOf(row) : null;
          return (
            <LogRow
              key={item.key}
              ref={wrap ? virtualizer.measureElement : undefined}
              row={row}
              index={item.index}
              style={{ transform: `translateY(${item.start}px)` }}
              marked={row === marked}
              onMark={mark}
              onLoad={onLoad}
            >
              {row.kind === 'line' && (
                <>
                  <LogLine
                    line={row}
                    shown={session.displays.get(row, session.isRaw(row))}
                    find={find}
                    current={current?.line === row ? current.nth : -1}
                    times={times}
                    raw={session.isRaw(row)}
                    whole={whole.has(row.id)}
                    folded={fold?.count ?? 0}
                    unfolded={fold?.open ?? false}
                    onTurn={onTurn}
                    onFold={onFold}
                    onWhole={onWhole}
                  />
                  {row === marked && <MarkedLine line={row} />}
                </>
              )}
            </LogRow>
          );
        })}
      </div>
    </div>
  );
}
