import { useMemo } from 'react';
import type { Grouping } from '../../paths.ts';
import { canAct } from './actions/verbs.ts';
import { groupKeyOf, type Item } from './group.ts';
import { extended, holds, toggled, toggledAll, type Selection } from './selection.ts';
import type { ContainerRow } from './view.ts';

interface Options {
  /** What is listed, also in closed groups. */
  rows: readonly ContainerRow[];
  /** What is drawn, in its order. */
  items: readonly Item[];
  by: Grouping;
  admin: boolean;
  selection: Selection;
  select: (selection: Selection) => void;
}

const none: readonly string[] = [];

/** Choosing of rows, of a group, of all; only rows that can be acted on take part. */
export function useSelecting({ rows, items, by, admin, selection, select }: Options) {
  const all = useMemo(
    () => (admin ? rows.flatMap((row) => (canAct(row, admin) ? [row.key] : [])) : none),
    [rows, admin],
  );
  const inGroup = (group: string) =>
    rows.flatMap((row) => (groupKeyOf(row, by) === group && canAct(row, admin) ? [row.key] : []));
  const order = () =>
    items.flatMap((item) => (item.kind === 'row' && canAct(item.row, admin) ? [item.key] : []));
  return {
    selected: selection.keys,
    /** How many of all; `null` where none can be chosen. */
    held: useMemo(() => (all.length === 0 ? null : holds(selection, all)), [selection, all]),
    /** @param range from the row that was chosen last to this one */
    toggle: (key: string, range: boolean) =>
      select(range ? extended(selection, order(), key) : toggled(selection, key)),
    toggleAll: () => select(toggledAll(selection, all)),
    inGroup,
    /** @returns false when nothing in it can be chosen */
    toggleGroup: (group: string) => {
      const keys = inGroup(group);
      if (keys.length > 0) select(toggledAll(selection, keys));
      return keys.length > 0;
    },
  };
}

export type Selecting = ReturnType<typeof useSelecting>;
