import { searchKeys, type SearchKey, type Term } from './search.ts';
import type { ContainerRow } from './view.ts';

export interface Suggestion {
  term: Term;
  count: number;
}

const valuesOf: Record<SearchKey, (row: ContainerRow) => readonly string[]> = {
  host: ({ host }) => [host.name],
  image: ({ image }) => [image.short],
  state: ({ container }) => [container.state],
  health: ({ container }) => [container.health ?? 'none'],
  project: ({ project }) => (project === null ? [] : [project]),
  label: ({ container }) =>
    Object.entries(container.labels ?? {}).map(([key, value]) => `${key}=${value}`),
  // TCP and UDP of one number are one value.
  port: ({ ports }) => [...new Set(ports.map(({ port }) => `${port}`))],
};

const most = 8;

interface Counted {
  value: string;
  lower: string;
  count: number;
}

const known = new WeakMap<readonly ContainerRow[], Map<SearchKey, readonly Counted[]>>();

/** Each value of a key, the most frequent first. Five thousand rows are counted once, not for each letter. */
function countValues(rows: readonly ContainerRow[], key: SearchKey): readonly Counted[] {
  const ofRows = known.get(rows) ?? new Map<SearchKey, readonly Counted[]>();
  known.set(rows, ofRows);
  const before = ofRows.get(key);
  if (before) return before;
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const value of valuesOf[key](row)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const counted = [...counts]
    .filter(([value]) => !value.includes('"'))
    .map(([value, count]) => ({ value, lower: value.toLowerCase(), count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  ofRows.set(key, counted);
  return counted;
}

/** Values that complete the `key:…` being typed, those that begin with it and the most frequent first. */
export function suggest(rows: readonly ContainerRow[], text: string): Suggestion[] {
  const word = /(?:^|\s)(-?)(\w+):([^\s"]*)$/.exec(text);
  const key = searchKeys.find((each) => each === word?.[2]?.toLowerCase());
  if (!word || !key) return [];
  const typed = (word[3] ?? '').toLowerCase();
  const found = countValues(rows, key).filter(({ lower }) => lower.includes(typed));
  const begun = found.filter(({ lower }) => lower.startsWith(typed));
  const others = found.filter(({ lower }) => !lower.startsWith(typed));
  return [...begun, ...others]
    .slice(0, most)
    .map(({ value, count }) => ({ term: { key, value, negated: word[1] === '-' }, count }));
}
