import { useLayoutEffect, type RefObject } from 'react';

/**
 * A phone's keyboard covers the page without making it smaller: leaves room for it under an element,
 * so that the shell's last line and its keys stay in sight.
 */
export function useKeyboardRoom(view: RefObject<HTMLDivElement | null>, on: boolean) {
  useLayoutEffect(() => {
    const viewport = window.visualViewport;
    const element = view.current;
    if (!viewport || !element || !on) return;
    const place = () => {
      const visible = viewport.offsetTop + viewport.height;
      const covered = Math.max(0, element.getBoundingClientRect().bottom - visible);
      element.style.paddingBottom = covered > 0 ? `${Math.round(covered)}px` : '';
    };
    viewport.addEventListener('resize', place);
    viewport.addEventListener('scroll', place);
    return () => {
      viewport.removeEventListener('resize', place);
      viewport.removeEventListener('scroll', place);
      element.style.paddingBottom = '';
    };
  }, [view, on]);
}
