import { useEffect, type RefObject } from 'react';
import type { Row } from './engine/entry.ts';
import type { LogSession } from './engine/session.ts';
import { textRow } from './lineText.ts';
import { selectedText } from './selection.ts';

interface Options {
  session: LogSession;
  scroller: RefObject<HTMLDivElement | null>;
  /** The rows in which the selection begins and ends: they stay in the document. */
  kept: RefObject<readonly Row[]>;
  times: boolean;
}

/**
 * A selection may reach far out of sight, where no rows are: its two ends stay in the document, and
 * what is copied comes from the log itself.
 */
export function useSelection({ session, scroller, kept, times }: Options) {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const ends = () => {
      const range = rangeInside(element);
      const start = range && endOf(range.startContainer, range.startOffset);
      const end = range && endOf(range.endContainer, range.endOffset);
      return start && end ? { start, end } : null;
    };
    const onSelect = () => {
      const found = ends();
      kept.current = [found?.start, found?.end].flatMap(
        (end) => session.rows.rows[end?.index ?? -1] ?? [],
      );
      // Nothing may move away under the pointer.
      if (found) session.setFollowing(false);
    };
    const onCopy = (event: ClipboardEvent) => {
      const found = ends();
      if (!found) return;
      const { start, end } = found;
      const rows = session.rows.rows.slice(start.index, end.index + 1);
      const parts = rows.map((row) => textRow(session, row, times));
      event.clipboardData?.setData('text/plain', selectedText(parts, start.offset, end.offset));
      event.preventDefault();
    };
    document.addEventListener('selectionchange', onSelect);
    element.addEventListener('copy', onCopy);
    return () => {
      document.removeEventListener('selectionchange', onSelect);
      element.removeEventListener('copy', onCopy);
    };
  }, [session, scroller, kept, times]);
}

function rangeInside(element: HTMLElement): Range | null {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  return element.contains(range.startContainer) && element.contains(range.endContainer)
    ? range
    : null;
}

/** Which row, and how many characters of its text stand before; `null` when it is not in the text. */
function endOf(node: Node, offset: number): { index: number; offset: number | null } | null {
  const element = node instanceof Element ? node : node.parentElement;
  const row = element?.closest<HTMLElement>('[data-index]');
  if (!row) return null;
  const index = Number(row.dataset['index']);
  const text = row.querySelector('[data-text] bdi');
  if (!text?.contains(node)) return { index, offset: null };
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(node, offset);
  return { index, offset: before.toString().length };
}
