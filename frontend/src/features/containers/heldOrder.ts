import type { Item } from './group.ts';

/**
 * The order in which items stand while the pointer is over them. Numbers move each second, and a list that is sorted
 * by them would put another container under a click that was meant for this one.
 */
export function makeOrderKeeper() {
  let before: readonly Item[] = [];
  let chosen = '';

  /**
   * @param order what the reader chose, in a word: another choice is followed at once
   * @param held whether to keep what stands where it stands; what comes or goes still moves the others
   */
  return (items: readonly Item[], order: string, held: boolean): readonly Item[] => {
    const kept = held && order === chosen ? inOrderOf(before, items) : null;
    chosen = order;
    before = kept ?? items;
    return before;
  };
}

function inOrderOf(before: readonly Item[], items: readonly Item[]): readonly Item[] | null {
  if (before.length !== items.length) return null;
  if (before.every((item, index) => item.key === items[index]?.key)) return items;
  const byKey = new Map(items.map((item) => [item.key, item]));
  const kept = before.flatMap((item) => byKey.get(item.key) ?? []);
  return kept.length === items.length ? kept : null;
}
