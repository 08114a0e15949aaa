import { visibleLines } from '../../lib/visible.ts';
import { stripAnsi } from './engine/ansi.ts';
import { displayText } from './engine/display.ts';
import type { Line, Row } from './engine/entry.ts';
import type { LogSession } from './engine/session.ts';
import { selectedText, type TextRow } from './selection.ts';
import { levelTags } from './words.ts';

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** `Sat, 20 Jun 2026`. */
export const formatDate = (at: number) => dayFormat.format(at);

const two = (value: number) => String(value).padStart(2, '0');

/** `14:30:02.417` in the reader's zone; blank without a time. */
export function formatTime(at: number): string {
  if (Number.isNaN(at)) return '';
  const date = new Date(at);
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** The day, the time to the nanosecond as the daemon wrote it, and the stream. */
export function describe({ t, at, stream }: Line): string {
  const name = stream === 'err' ? 'stderr' : 'stdout';
  return t === null ? name : `${formatDate(at)}, ${t}\n${name}`;
}

/** A row as it is seen: the columns that are shown, and the text. */
export function textRow(session: LogSession, row: Row, times: boolean): TextRow {
  if (row.kind !== 'line') return { columns: '', text: `[${betweenText(row)}]` };
  const columns = [];
  if (times && !row.continues) columns.push(formatTime(row.at));
  if (row.level && !row.continues) columns.push(levelTags[row.level]);
  const text = visibleLines(displayText(row, session.isRaw(row)));
  return { columns: columns.filter(Boolean).join(' '), text };
}

/** What a row says that is no line of the log. */
export function betweenText(row: Exclude<Row, Line>): string {
  if (row.kind === 'day') return formatDate(row.at);
  if (row.kind === 'break') return 'The container stopped here and started again';
  if (row.count === null) return 'Lines may be missing or repeated here: this log has no times';
  const lines = `${row.count.toLocaleString('en')} ${row.count === 1 ? 'line' : 'lines'}`;
  return `${lines} skipped: this reader was slower than the container`;
}

/** A line as its container wrote it, without escape sequences. */
export const plainLine = (line: Line) => stripAnsi(line.text);

const stride = 2_000;

/** Everything that the filter lets through, folded or not. Leaves room for the page between stretches. */
export async function allText(session: LogSession, times: boolean): Promise<string> {
  const lines = session.rows.passing.slice();
  const parts: string[] = [];
  for (let from = 0; from < lines.length; from += stride) {
    const some = lines.slice(from, from + stride);
    const rows = some.map((line) => textRow(session, line, times));
    parts.push(selectedText(rows, null, null));
    await new Promise((resolve) => setTimeout(resolve));
  }
  return parts.join('\n');
}
