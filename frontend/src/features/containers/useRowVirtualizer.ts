import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { Item } from './group.ts';
import { headerHeight, heightOf, type Density } from './layout.ts';

interface Options {
  items: readonly Item[];
  scroller: RefObject<HTMLDivElement | null>;
  phone: boolean;
  density: Density;
}

interface Box {
  key: string;
  height: number;
}

/**
 * What the virtualizer knows of the items: the same list for as long as it says the same, whatever the items say.
 * For another one it places all of them anew.
 */
function makeBoxes() {
  let boxes: readonly Box[] = [];
  return (items: readonly Item[], phone: boolean, density: Density): readonly Box[] => {
    const next = items.map((item) => ({ key: item.key, height: heightOf(item, phone, density) }));
    const same =
      next.length === boxes.length &&
      next.every(({ key, height }, index) => {
        const box = boxes[index];
        return box?.key === key && box.height === height;
      });
    if (!same) boxes = next;
    return boxes;
  };
}

/** Items by position; the group that the reader is inside stays at the top. */
export function useRowVirtualizer({ items, scroller, phone, density }: Options) {
  const [toBoxes] = useState(makeBoxes);
  const boxes = toBoxes(items, phone, density);
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
  const getItemKey = useCallback((index: number) => boxes[index]?.key ?? index, [boxes]);
  const top = phone ? 0 : headerHeight;
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => boxes[index]?.height ?? 0,
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
    // Before the rows change, or asking where it stands would lay them all out once more.
    element.addEventListener('scroll', save, { passive: true, capture: true });
    return () => element.removeEventListener('scroll', save, true);
  }, [scroller, onScrolled]);
}
