import { useEffect, useRef, type PointerEvent } from 'react';

const heldFor = 500;
/** A finger that lies still moves this much, in pixels. */
const stillWithin = 10;

interface Press {
  x: number;
  y: number;
  timer: ReturnType<typeof setTimeout>;
}

/**
 * A finger that stays on something, where a mouse would have its second button. `swallowed` says of the click and the
 * context menu that follow whether they still belong to it.
 */
export function useLongPress(on: boolean, onPress: (target: Element) => void) {
  const press = useRef<Press | null>(null);
  const fired = useRef(false);
  const cancel = () => {
    clearTimeout(press.current?.timer);
    press.current = null;
  };
  useEffect(() => cancel, []);
  if (!on) return { handlers: {}, swallowed: () => false };
  const handlers = {
    onPointerDown: ({ target, pointerType, isPrimary, clientX, clientY }: PointerEvent) => {
      cancel();
      fired.current = false;
      if (pointerType === 'mouse' || !isPrimary || !(target instanceof Element)) return;
      const timer = setTimeout(() => {
        press.current = null;
        fired.current = true;
        onPress(target);
      }, heldFor);
      press.current = { x: clientX, y: clientY, timer };
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      const from = press.current;
      if (from && Math.hypot(clientX - from.x, clientY - from.y) > stillWithin) cancel();
    },
    onPointerUp: cancel,
    // The page scrolls.
    onPointerCancel: cancel,
  };
  return { handlers, swallowed: () => fired.current };
}
