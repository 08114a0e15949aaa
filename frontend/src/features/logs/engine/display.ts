import { parseAnsi, stripAnsi, type Style } from './ansi.ts';
import type { Line } from './entry.ts';
import { jsonPieces, parseJsonLine, type Piece } from './json.ts';
import { levelOf } from './level.ts';
import { messageStart } from './lift.ts';

/** A stretch of a shown line. */
export interface Segment {
  text: string;
  style: Style | null;
  role: Piece['role'] | null;
}

/** A line as it is shown. The segments together are `displayText` of the same line. */
export interface Display {
  segments: readonly Segment[];
  json: boolean;
}

const isLevel = (word: string) => levelOf(word) !== null && Number.isNaN(Number(word));
const mayBeJson = (plain: string) => plain.startsWith('{') || plain.startsWith(' ');

/** What of a plain line is shown: all of it when `raw`, else without what stands in columns. */
const startOf = (line: Line, plain: string, raw: boolean) =>
  raw || line.continues ? 0 : messageStart(plain, isLevel);

/** The text that a reader sees, and that a search looks through. */
export function displayText(line: Line, raw: boolean): string {
  const plain = stripAnsi(line.text);
  const record = !raw && mayBeJson(plain) ? parseJsonLine(plain) : null;
  if (!record) return plain.slice(startOf(line, plain, raw));
  return jsonPieces(record)
    .map((piece) => stripAnsi(piece.text))
    .join('');
}

/** The same with its colours and roles. */
export function display(line: Line, raw: boolean): Display {
  const plain = stripAnsi(line.text);
  const record = mayBeJson(plain) ? parseJsonLine(plain) : null;
  if (record && !raw) {
    const segments = jsonPieces(record).map(({ text, role }) => ({
      text: stripAnsi(text),
      style: null,
      role,
    }));
    return { segments, json: true };
  }
  const spans = parseAnsi(line.text).map((span) => ({ ...span, role: null }));
  return { segments: dropStart(spans, startOf(line, plain, raw)), json: record !== null };
}

function dropStart(segments: Segment[], count: number): Segment[] {
  let left = count;
  return segments.flatMap((segment) => {
    const cut = Math.min(left, segment.text.length);
    left -= cut;
    const text = segment.text.slice(cut);
    return text === '' ? [] : [{ ...segment, text }];
  });
}

const cached = 2_000;

/** Remembers what was shown lately: scrolling back and forth parses nothing twice. */
export class DisplayCache {
  private readonly shown = [new Map<number, Display>(), new Map<number, Display>()] as const;

  get(line: Line, raw: boolean): Display {
    const shown = this.shown[raw ? 1 : 0];
    const known = shown.get(line.id);
    if (known) return known;
    if (shown.size >= cached) shown.clear();
    const fresh = display(line, raw);
    shown.set(line.id, fresh);
    return fresh;
  }
}
