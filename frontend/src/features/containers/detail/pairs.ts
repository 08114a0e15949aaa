export interface Pair {
  key: string;
  value: string;
}

const mask = '********';

/** Whether any part of a value was masked before it came here. */
export const isMasked = (value: string) => value.includes(mask);

/** From this many on, a list gets a filter. */
export const longList = 12;

/** The pairs whose name or value holds the text. */
export function filterPairs(pairs: readonly Pair[], filter: string): readonly Pair[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return pairs;
  return pairs.filter(({ key, value }) => `${key}\n${value}`.toLowerCase().includes(wanted));
}

export const labelPairs = (labels: Readonly<Record<string, string>>): Pair[] =>
  Object.entries(labels)
    .map(([key, value]) => ({ key, value }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));

/** Splits a value around its masked parts, so that they can be drawn as what they are. */
export const splitMasked = (value: string): string[] =>
  value.split(/(\*{8})/).filter((part) => part !== '');

export const isMask = (part: string) => part === mask;
