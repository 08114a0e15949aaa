import type { Item } from './group.ts';
import type { ContainerRow } from './view.ts';

export const densities = ['compact', 'comfortable'] as const;
export type Density = (typeof densities)[number];

export const headerHeight = 28;
const rowHeights: Record<Density, number> = { compact: 28, comfortable: 36 };
const card = { group: 33, withStats: 81, short: 59 };

/** Whether a card has a third line: only what runs has numbers. */
export const hasStatsLine = (row: ContainerRow) =>
  row.host.status !== 'offline' &&
  (row.cpu !== null || row.memory !== null) &&
  row.startedAt !== null;

/** The height of an item in pixels. Fixed by what it is: nothing is measured while scrolling. */
export function heightOf(item: Item | undefined, phone: boolean, density: Density): number {
  if (!phone || !item) return rowHeights[density];
  if (item.kind === 'group') return card.group;
  return hasStatsLine(item.row) ? card.withStats : card.short;
}
