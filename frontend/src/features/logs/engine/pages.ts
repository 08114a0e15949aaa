import type { LogLine } from '@archnest/backend/contract';
import { Known } from './cursor.ts';
import type { Line } from './entry.ts';
import { formatInstant, parseInstant, shiftInstant } from './instant.ts';

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
  const wanted = again.length + pageLength;
  const page = await fetch({
    tail: Math.min(longestPage, wanted),
    until: formatInstant(shiftInstant(at, reach)),
  });
  // What comes after the first is newer, and may still be on its way through the socket.
  const isFirst = ({ t, s, m }: LogLine) => t === first.t && s === first.stream && m === first.text;
  const places = page.flatMap((line, index) => (isFirst(line) ? [index] : []));
  const end = places.at(-again.filter(isFirst).length);
  const lines = end === undefined ? new Known(again).takeFrom(page) : page.slice(0, end);
  if (lines.length > 0) return { lines, before: 'more' };
  return { lines, before: wanted > longestPage ? 'far' : 'start' };
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
