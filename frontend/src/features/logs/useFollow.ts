import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import type { LogSession } from './engine/session.ts';

/** So near to the end counts as the end: browsers round. */
const nearEnd = 8;
const loadBefore = 400;

const distanceToEnd = (element: HTMLElement) =>
  element.scrollHeight - element.clientHeight - element.scrollTop;

/**
 * Keeps the newest line in sight while the log is followed; lets go when the reader scrolls up, and
 * takes hold again at the end. Near the top it asks for older lines.
 */
export function useFollow(
  session: LogSession,
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
) {
  const last = useRef(0);

  const version = session.getVersion();
  const total = virtualizer.getTotalSize();
  const height = virtualizer.scrollRect?.height ?? 0;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !session.following) return;
    element.scrollTop = element.scrollHeight;
    last.current = element.scrollTop;
    // Not with every render: one that only follows a scroll would undo it.
  }, [session, scroller, version, total, height]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      const down = element.scrollTop > last.current;
      const up = element.scrollTop < last.current - 1;
      const distance = distanceToEnd(element);
      last.current = element.scrollTop;
      if (session.following && up && distance > 1) session.setFollowing(false);
      if (!session.following && down && distance <= nearEnd) session.setFollowing(true);
      if (element.scrollTop < loadBefore && !session.following) void session.backlog.loadOlder();
    };
    // Before the virtualizer hears of it and renders.
    element.addEventListener('scroll', onScroll, { passive: true, capture: true });
    return () => element.removeEventListener('scroll', onScroll, { capture: true });
  }, [session, scroller]);

  // A short log has nothing to scroll, and may have more before it.
  const short = total < height;
  const waiting = short && session.backlog.older === 'more' && session.buffer.lines > 0;
  useEffect(() => {
    if (waiting) void session.backlog.loadOlder();
  }, [session, waiting]);
}

/** While following, what is drawn is the end, not where the element stood before it grew. */
export function aimAtEnd(virtualizer: Virtualizer<HTMLDivElement, Element>) {
  const height = virtualizer.scrollRect?.height ?? 0;
  if (height > 0) virtualizer.scrollOffset = Math.max(0, virtualizer.getTotalSize() - height);
}
