import type { Appearance } from '@archnest/backend/contract';
import { typeScale } from '../../appearance.ts';
import { isCutOff } from '../../components/hostStanding.ts';
import type { Item } from './group.ts';
import type { ContainerRow } from './view.ts';

export type Density = Appearance['density'];

export const headerHeight = 28;
const rowHeights: Record<Density, number> = { compact: 28, comfortable: 36 };
const card = { group: 33, withStats: 81, short: 59 };

/** Whether a card has a third line: what runs and is measured. On a live host a sample is about to come. */
export const hasStatsLine = ({ host, cpu, memory, startedAt }: ContainerRow) =>
  !isCutOff(host.status) &&
  startedAt !== null &&
  (cpu !== null || memory !== null || (host.can.live && host.can.stats));

/** The height of an item in pixels. Fixed by what it is: nothing is measured while scrolling. */
export function heightOf(item: Item | undefined, phone: boolean, density: Density): number {
  if (!phone || !item) return rowHeights[density];
  if (item.kind === 'group') return card.group;
  return Math.ceil((hasStatsLine(item.row) ? card.withStats : card.short) * typeScale());
}
