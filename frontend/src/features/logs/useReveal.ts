import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type RefObject } from 'react';
import type { Place } from './engine/search.ts';
import type { LogSession } from './engine/session.ts';

/** Brings the current match into sight: by lines, and sideways where lines are not wrapped. */
export function useReveal(
  session: LogSession,
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
) {
  const { current } = session.search;
  const shown = useRef<Place | null>(null);
  useEffect(() => {
    const before = shown.current;
    shown.current = current;
    if (current === null) return;
    // Counting anew after lines were added gives the same place another object.
    if (before?.line === current.line && before.nth === current.nth) return;
    const index = session.rows.rows.indexOf(current.line);
    if (index < 0) return;
    const { range } = virtualizer;
    const inside = range && index > range.startIndex + 1 && index < range.endIndex - 1;
    if (!inside) virtualizer.scrollToIndex(index, { align: 'center' });
    const frame = requestAnimationFrame(() => scrollSideways(scroller.current));
    return () => cancelAnimationFrame(frame);
  }, [session, scroller, virtualizer, current]);
}

function scrollSideways(scroller: HTMLElement | null) {
  const mark = scroller?.querySelector('mark[data-current]')?.getBoundingClientRect();
  if (!scroller || !mark) return;
  const box = scroller.getBoundingClientRect();
  const margin = 48;
  if (mark.left < box.left + margin) scroller.scrollLeft -= box.left + margin - mark.left;
  else if (mark.right > box.right - margin) scroller.scrollLeft += mark.right - box.right + margin;
}
