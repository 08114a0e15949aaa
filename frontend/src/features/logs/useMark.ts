import type { Virtualizer } from '@tanstack/react-virtual';
import { useState, type KeyboardEvent, type RefObject } from 'react';
import { useCopy } from '../../hooks/useCopy.ts';
import type { Line } from './engine/entry.ts';
import type { LogSession } from './engine/session.ts';
import { plainLine } from './lineText.ts';

/** The line that the reader points at: by a click, then with the arrow keys. Ctrl+C copies it. */
export function useMark(
  session: LogSession,
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
) {
  const [marked, setMarked] = useState<Line | null>(null);
  const { copy } = useCopy();

  const mark = (line: Line | null) => {
    setMarked(line);
    if (line) session.setFollowing(false);
  };

  const move = (step: 1 | -1) => {
    const { rows } = session.rows;
    for (let at = marked ? rows.indexOf(marked) + step : -1; rows[at]; at += step) {
      const row = rows[at];
      if (row?.kind !== 'line') continue;
      setMarked(row);
      virtualizer.scrollToIndex(at);
      return;
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey;
    if (event.target !== scroller.current) return;
    if (event.key === 'End') session.setFollowing(true);
    else if (marked === null) return;
    else if (event.key === 'Escape') setMarked(null);
    else if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (command && event.key === 'c' && getSelection()?.isCollapsed) {
      void copy(plainLine(marked));
    } else return;
    event.preventDefault();
  };

  return { marked, mark, onKeyDown };
}
