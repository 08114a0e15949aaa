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
 * The lines before `known`, oldest first.
 * @param known the first lines that are shown, enough of them to recognise what comes twice
 * @param behind how many lines there are from the first of them to the end: Docker counts `tail` from
 * the end of the log, also with `until`
 */
export async function olderPage(
  fetch: FetchPage,
  known: readonly Line[],
  behind: number,
): Promise<OlderPage> {
  const first = parseInstant(known.find(({ t }) => t !== null)?.t ?? null);
  if (first === null) return { lines: [], before: 'start' };
  const wanted = behind + pageLength;
  const page = await fetch({
    tail: Math.min(longestPage, wanted),
    until: formatInstant(shiftInstant(first, reach)),
  });
  const lines = new Known(known.map(wire)).takeFrom(page);
  // Not by how many came: more may have been written since `behind` was counted.
  if (lines.length > 0) return { lines, before: 'more' };
  return { lines, before: wanted > longestPage ? 'far' : 'start' };
}

/**
 * The lines that were lost between two others.
 * @param around the lines on both sides that may come again
 * @returns `left`: how many of `count` are still not there
 */
export async function lostPage(
  fetch: FetchPage,
  before: Line | null,
  after: Line | null,
  around: readonly Line[],
  count: number,
): Promise<{ lines: LogLine[]; left: number }> {
  const query: PageQuery = { tail: longestPage };
  if (before?.t) query.since = before.t;
  if (after?.t) query.until = after.t;
  const page = await fetch(query);
  const lines = new Known(around.map(wire)).takeFrom(page);
  const { t, text } = before ?? {};
  const whole = before === null || page.some((line) => line.t === t && line.m === text);
  return { lines, left: whole ? 0 : Math.max(0, count - lines.length) };
}

/** Lines on both sides of an entry that share the moments in which it was lost. */
export function between(a: Line | null, b: Line | null, lines: readonly Line[]): Line[] {
  const from = parseInstant(a?.t ?? null);
  const to = parseInstant(b?.t ?? null);
  return lines.filter(({ t }) => {
    const at = parseInstant(t);
    if (at === null) return true;
    return (
      (from === null || compareInstants(at, from) >= 0) &&
      (to === null || compareInstants(at, to) <= 0)
    );
  });
}
