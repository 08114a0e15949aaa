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
  port: ({ ports }) => ports.map(({ port }) => `${port}`),
};

const most = 8;

const startsWith = (value: string, typed: string) => Number(value.toLowerCase().startsWith(typed));

/** Values that complete the `key:…` being typed, those that begin with it and the most frequent first. */
export function suggest(rows: readonly ContainerRow[], text: string): Suggestion[] {
  const word = /(?:^|\s)(-?)(\w+):([^\s"]*)$/.exec(text);
  const key = searchKeys.find((known) => known === word?.[2]?.toLowerCase());
  if (!word || !key) return [];
  const typed = (word[3] ?? '').toLowerCase();
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const value of new Set(valuesOf[key](row)))
      counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .filter(([value]) => value.toLowerCase().includes(typed) && !value.includes('"'))
    .toSorted(
      ([a, many], [b, more]) =>
        startsWith(b, typed) - startsWith(a, typed) || more - many || (a < b ? -1 : 1),
    )
    .slice(0, most)
    .map(([value, count]) => ({ term: { key, value, negated: word[1] === '-' }, count }));
}
