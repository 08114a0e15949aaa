import type { DetailSection } from '../../paths.ts';
import { memberOnly, oneWay } from './cells.tsx';
import { sectionNames } from './TabStrip.tsx';
import type { ContainerRow } from './view.ts';

/** Why a section of a container cannot be shown to this reader; `null` when it can. */
export function missing(row: ContainerRow, section: DetailSection, admin: boolean): string | null {
  const { can, source } = row.host;
  if (!(section === 'logs' ? can.logs : can.exec)) {
    return source === 'agent'
      ? oneWay
      : `This host offers no ${sectionNames[section].toLowerCase()}.`;
  }
  return section === 'shell' && !admin ? memberOnly : null;
}
