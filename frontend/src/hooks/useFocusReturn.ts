import { useEffect, useState } from 'react';

/**
 * Gives the focus back to what had it before, when what it went to is gone. A dialog that is unmounted while it is
 * open does not do that by itself.
 */
export function useFocusReturn() {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // Later: whatever follows the dialog may want the focus, and then has it.
      setTimeout(() => {
        const lost = document.activeElement === null || document.activeElement === document.body;
        if (!lost || !(before instanceof HTMLElement)) return;
        if (!before.isConnected) return focusHead();
        before.focus({ preventScroll: true });
        // A button whose work has begun may not take it: then what it stands in.
        if (document.activeElement !== before)
          before.closest<HTMLElement>('[tabindex="-1"]')?.focus({ preventScroll: true });
      });
    },
    [before],
  );
}

/** What had it went with the page that it stood on, such as the one without machines. */
function focusHead() {
  const head = document.querySelector<HTMLElement>('main h1');
  if (!head) return;
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
}
