import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useRef, type RefObject } from 'react';
import { typeScale } from '../../appearance.ts';
import type { Row } from './engine/entry.ts';
import type { LogSession } from './engine/session.ts';

export const lineHeight = { desk: 20, phone: 18 } as const;
/** Of the page's monospaced font at 12 px. */
export const characterWidth = 7.2;
/** What stands before the text: edge, time, level. */
export const columns = { desk: 154, deskWithoutTime: 58, phone: 32 } as const;
/** Heights that may be remembered in vain. */
const slack = 10_000;
/** Over the first line: what is before it. */
export const headHeight = 32;

interface Options {
  session: LogSession;
  scroller: RefObject<HTMLDivElement | null>;
  phone: boolean;
  wrap: boolean;
  times: boolean;
  /** Rows that stay in the document although they are out of sight. */
  kept: RefObject<readonly Row[]>;
}

/**
 * The rows by position. Unwrapped, every line has one height and nothing is measured; wrapped, a
 * line's height is guessed from its length until it was seen.
 */
export function useLogVirtualizer({ session, scroller, phone, wrap, times, kept }: Options) {
  const width = useRef(0);
  const scale = typeScale();
  const height = (phone ? lineHeight.phone : lineHeight.desk) * scale;
  const estimate = (index: number) => {
    const row = session.rows.rows[index];
    if (row?.kind !== 'line') return row?.kind === 'gap' ? 24 : 28;
    const padding = phone ? 2 : 0;
    if (!wrap) return height + padding;
    const before = phone ? columns.phone : times ? columns.desk : columns.deskWithoutTime;
    // On a phone the text flows on under its time and level.
    const length = row.text.length + (phone ? (times ? 13 : 0) + (row.level ? 4 : 0) : 0);
    const fits = Math.max(10, Math.floor((width.current - before) / (characterWidth * scale)));
    return Math.ceil(Math.max(1, length) / fits) * height + padding;
  };
  // One identity: the virtualizer places everything anew for another one.
  const getItemKey = useCallback((index: number) => session.rows.rows[index]?.id ?? -1, [session]);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const seen = defaultRangeExtractor(range);
      if (kept.current.length === 0) return seen;
      const extra = kept.current
        .map((row) => session.rows.rows.indexOf(row))
        .filter((index) => index >= 0);
      return [...new Set([...extra, ...seen])].toSorted((a, b) => a - b);
    },
    [session, kept],
  );
  const virtualizer = useVirtualizer({
    count: session.rows.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: estimate,
    getItemKey,
    rangeExtractor,
    paddingStart: headHeight,
    paddingEnd: 6,
    overscan: 12,
    // Rows that come or go above the reader move nothing that is read.
    anchorTo: 'end',
  });

  useLayoutEffect(() => forget(virtualizer.itemSizeCache, session.rows.rows));
  const layout = `${wrap}${times}${phone}${session.raw}`;
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, layout]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === width.current) return;
      width.current = element.clientWidth;
      if (wrap) virtualizer.measure();
    });
    width.current = element.clientWidth;
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, virtualizer, wrap]);
  return virtualizer;
}

/** Heights of lines that are not shown any more would pile up for as long as a log is followed. */
function forget(sizes: Map<unknown, number>, rows: readonly Row[]) {
  if (sizes.size < rows.length + slack) return;
  const shown = new Set<unknown>(rows.map((row) => row.id));
  for (const id of sizes.keys()) if (!shown.has(id)) sizes.delete(id);
}
