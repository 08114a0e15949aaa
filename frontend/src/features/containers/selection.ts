/** Which containers are chosen, by row key, and where a range starts. */
export interface Selection {
  readonly keys: ReadonlySet<string>;
  /** The row that was chosen last. */
  readonly anchor: string | null;
}

export const noSelection: Selection = { keys: new Set(), anchor: null };

const changed = (keys: ReadonlySet<string>, changes: readonly string[], on: boolean) => {
  const next = new Set(keys);
  for (const key of changes) {
    if (on) next.add(key);
    else next.delete(key);
  }
  return next;
};

/** Chooses a row, or takes it out again. */
export const toggled = ({ keys }: Selection, key: string): Selection => ({
  keys: changed(keys, [key], !keys.has(key)),
  anchor: key,
});

/**
 * Chooses everything from the anchor to this row, as they stand on the screen; like a click where there is no anchor.
 * @param order the keys of all rows that can be chosen, from top to bottom
 */
export function extended(selection: Selection, order: readonly string[], key: string): Selection {
  const { keys, anchor } = selection;
  const [from, to] = [order.indexOf(anchor ?? ''), order.indexOf(key)];
  if (from < 0 || to < 0) return toggled(selection, key);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { keys: changed(keys, range, true), anchor };
}

/** Chooses all of these, or none of them when all were chosen. */
export const toggledAll = (selection: Selection, keys: readonly string[]): Selection => ({
  keys: changed(selection.keys, keys, holds(selection, keys) !== 'all'),
  anchor: null,
});

/** How many of these are chosen. */
export function holds({ keys }: Selection, of: readonly string[]): 'none' | 'some' | 'all' {
  if (of.length === 0) return 'none';
  const count = of.reduce((sum, key) => sum + Number(keys.has(key)), 0);
  return count === 0 ? 'none' : count === of.length ? 'all' : 'some';
}
