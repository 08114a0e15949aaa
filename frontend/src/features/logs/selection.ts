/** A row in two parts: its columns, and its text. */
export interface TextRow {
  columns: string;
  text: string;
}

/**
 * What a selection copies.
 * @param rows those that it touches
 * @param from characters of the first row's text before it; `null` when it begins before the text
 * @param to characters of the last row's text in front of its end; `null` when it ends elsewhere
 */
export function selectedText(rows: readonly TextRow[], from: number | null, to: number | null) {
  return rows
    .map(({ columns, text }, index) => {
      const start = index === 0 ? from : null;
      const end = index === rows.length - 1 ? to : null;
      const part = text.slice(start ?? 0, end ?? text.length);
      return start === null ? [columns, part].filter(Boolean).join(' ') : part;
    })
    .join('\n');
}
