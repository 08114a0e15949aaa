import type { Virtualizer } from '@tanstack/react-virtual';
import { useState } from 'react';
import type { LogSession } from './engine/session.ts';
import { characterWidth, columns } from './useLogVirtualizer.ts';

/** Room for a tag after the text. */
const after = 96;

/** How wide the rows are when they are not wrapped. Only grows: a width that follows the view would jump. */
export function useWidest(
  session: LogSession,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  wrap: boolean,
): number {
  const [memory] = useState({ widest: 0 });
  if (wrap) return 0;
  for (const { index } of virtualizer.getVirtualItems()) {
    const row = session.rows.rows[index];
    if (row?.kind !== 'line') continue;
    const { segments } = session.displays.get(row, session.isRaw(row));
    const length = segments.reduce((sum, { text }) => sum + text.length, 0);
    memory.widest = Math.max(memory.widest, length * characterWidth + columns.desk + after);
  }
  return memory.widest;
}
