import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useMemo, useRef, type RefObject } from 'react';
import type { Item } from './group.ts';
import { headerHeight, heightOf, type Density } from './layout.ts';

interface Options {
  items: readonly Item[];
  scroller: RefObject<HTMLDivElement | null>;
  phone: boolean;
  density: Density;
}

/** Items by position; the group that the reader is inside stays at the top. */
export function useRowVirtualizer({ items, scroller, phone, density }: Options) {
  const stuck = useRef(-1);
  const focused = useRef(-1);
  const groups = useMemo(
    () => items.flatMap((item, index) => (item.kind === 'group' ? [index] : [])),
    [items],
  );
  const rangeExtractor = useCallback(
    (range: Range) => {
      stuck.current = groups.findLast((index) => index <= range.startIndex) ?? -1;
      // The row with the keyboard focus stays in the document, wherever it is.
      const extra = [stuck.current, focused.current].filter(
        (index) => index >= 0 && index < range.count,
      );
      return [...new Set([...extra, ...defaultRangeExtractor(range)])].toSorted((a, b) => a - b);
    },
    [groups],
  );
  // One identity for as long as the items last: the virtualizer places all of them anew for another one.
  const getItemKey = useCallback((index: number) => items[index]?.key ?? index, [items]);
  const top = phone ? 0 : headerHeight;
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(items[index], phone, density),
    getItemKey,
    scrollMargin: top,
    scrollPaddingStart: top + (groups.length > 0 ? headerHeight : 0),
    overscan: 12,
    rangeExtractor,
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, phone, density]);
  return { virtualizer, stuck, focused, top };
}

/** Starts where the reader was, and remembers where the reader is. */
export function useScrollMemory(
  scroller: RefObject<HTMLDivElement | null>,
  offset: number,
  onScrolled: (offset: number) => void,
) {
  const initial = useRef(offset);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    element.scrollTop = initial.current;
    const save = () => onScrolled(element.scrollTop);
    element.addEventListener('scroll', save, { passive: true });
    return () => element.removeEventListener('scroll', save);
  }, [scroller, onScrolled]);
}
