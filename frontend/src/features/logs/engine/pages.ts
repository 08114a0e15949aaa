import type { LogLine } from '@archnest/backend/contract';
import { Known } from './cursor.ts';
import type { Line } from './entry.ts';
import { compareInstants, formatInstant, parseInstant, shiftInstant } from './instant.ts';

export interface PageQuery {
  tail: number;
  since?: string;
  until?: string;
}

export type FetchPage = (query: PageQuery) => Promise<LogLine[]>;

export const pageLength = 1_000;
/** The most that one answer holds. */
export const longestPage = 10_000;
/** The streams may be out of order by a little, so a page reaches a little into what is known. */
const reach = 20;

const wire = ({ t, stream, text }: Line): LogLine => ({ t, s: stream, m: text });

export interface OlderPage {
  lines: LogLine[];
  /** `start`: there are none before these. `far`: there may be, beyond what can be asked for. */
  before: 'more' | 'start' | 'far';
}

/**
 * Of the lines that are shown those that may come again, among them all of the moments asked for.
 * Milliseconds are enough to choose them: what does not come again takes nothing away.
 */
const shownIn = (shown: readonly Line[], from: number, to: number) =>
  shown.filter(({ at }) => !(at < from - 1) && !(at > to + 1)).map(wire);

/** The lines before all that are shown, oldest first. */
export async function olderPage(fetch: FetchPage, shown: readonly Line[]): Promise<OlderPage> {
  const first = shown.find(({ t }) => t !== null);
  const at = parseInstant(first?.t ?? null);
  if (first === undefined || at === null) return { lines: [], before: 'start' };
  const again = shownIn(shown, -Infinity, first.at + reach);
  const tail = Math.min(longestPage, again.length + pageLength);
  const page = await fetch({ tail, until: formatInstant(shiftInstant(at, reach)) });
  const lines = olderOf(page, wire(first), again);
  if (lines.length > 0) return { lines, before: 'more' };
  if (page.length < tail) return { lines, before: 'start' };
  // All of them are newer: those that are still on their way will be known the next time.
  return { lines, before: tail < longestPage ? 'more' : 'far' };
}

/**
 * Of a page what stands before the first line that is shown. What comes after it is newer, however near, and may still
 * be on its way through the socket.
 */
function olderOf(page: LogLine[], first: LogLine, again: readonly LogLine[]): LogLine[] {
  const isFirst = ({ t, s, m }: LogLine) => t === first.t && s === first.s && m === first.m;
  const places = page.flatMap((line, index) => (isFirst(line) ? [index] : []));
  const end = places.at(-again.filter(isFirst).length);
  if (end !== undefined) return page.slice(0, end);
  const at = parseInstant(first.t);
  return new Known(again).takeFrom(page).filter(({ t }) => {
    const other = parseInstant(t);
    return at !== null && other !== null && compareInstants(other, at) < 0;
  });
}

/**
 * The lines that were lost between two others.
 * @returns `left`: how many of `count` are still not there
 */
export async function lostPage(
  fetch: FetchPage,
  shown: readonly Line[],
  before: Line | null,
  after: Line | null,
  count: number,
): Promise<{ lines: LogLine[]; left: number }> {
  const query: PageQuery = { tail: longestPage };
  if (before?.t) query.since = before.t;
  if (after?.t) query.until = after.t;
  const page = await fetch(query);
  const known = new Known(shownIn(shown, before?.at ?? -Infinity, after?.at ?? Infinity));
  const lines = known.takeFrom(page);
  const whole = before === null || page.some(({ t, m }) => t === before.t && m === before.text);
  return { lines, left: whole ? 0 : Math.max(0, count - lines.length) };
}
