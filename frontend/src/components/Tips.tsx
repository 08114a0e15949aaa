import { useEffect, useRef, useState } from 'react';
import classes from './Tips.module.css';

interface Tip {
  text: string;
  rect: DOMRect;
}

const openAfter = 250;

/** The nearest element with something to say; `data-tip-if-cut` speaks only when its text is cut off. */
function tipOf(target: EventTarget | null): Element | null {
  if (!(target instanceof Element)) return null;
  const element = target.closest('[data-tip]');
  if (!element?.hasAttribute('data-tip-if-cut')) return element;
  const cut = element.scrollWidth > element.clientWidth && element.clientWidth > 0;
  return cut || isCutByParent(element) ? element : null;
}

const isCutByParent = (element: Element) => {
  const parent = element.parentElement;
  return parent !== null && parent.scrollWidth > parent.clientWidth + 1;
};

/**
 * One tooltip for the whole page, by delegation: a table shows hundreds of cells with something to
 * say, and a component for each would cost more than the cells. Place it once, near the root.
 */
export function Tips() {
  const [tip, setTip] = useState<Tip | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    let current: Element | null = null;
    const hide = () => {
      clearTimeout(timer.current);
      current = null;
      setTip(null);
    };
    const show = (event: Event) => {
      const element = tipOf(event.target);
      if (element === current) return;
      hide();
      if (!element) return;
      if (event.type === 'focusin' && !element.matches(':focus-visible')) return;
      current = element;
      timer.current = setTimeout(() => {
        const text = element.getAttribute('data-tip');
        if (text && element.isConnected) setTip({ text, rect: element.getBoundingClientRect() });
      }, openAfter);
    };
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && hide();
    document.addEventListener('pointerover', show);
    document.addEventListener('focusin', show);
    document.addEventListener('pointerdown', hide);
    document.addEventListener('keydown', onKey);
    document.addEventListener('scroll', hide, true);
    return () => {
      clearTimeout(timer.current);
      document.removeEventListener('pointerover', show);
      document.removeEventListener('focusin', show);
      document.removeEventListener('pointerdown', hide);
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('scroll', hide, true);
    };
  }, []);

  return tip && <Bubble {...tip} />;
}

function Bubble({ text, rect }: Tip) {
  const bubble = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);
  useEffect(() => {
    const size = bubble.current?.getBoundingClientRect();
    if (!size) return;
    const centred = rect.left + rect.width / 2 - size.width / 2;
    const left = Math.max(8, Math.min(centred, window.innerWidth - size.width - 8));
    const below = rect.bottom + 6;
    const top = below + size.height > window.innerHeight - 8 ? rect.top - size.height - 6 : below;
    setPlace({ left, top });
  }, [text, rect]);
  return (
    <div
      ref={bubble}
      role="tooltip"
      className={classes.bubble}
      style={place ?? { left: 0, top: 0, visibility: 'hidden' }}
    >
      {text}
    </div>
  );
}
