import { IconFileText, IconLayoutSidebarRightExpand, IconTerminal } from '@tabler/icons-react';
import type { MenuChoice, MenuEntry } from '../../../components/menuEntries.ts';
import { detailSections, type DetailSection } from '../../../paths.ts';
import { sectionNames } from '../TabStrip.tsx';
import type { ContainerRow } from '../view.ts';
import { actionIcons } from './actionIcons.ts';
import { actions, asksFirst, canAct, fits, words, type Action } from './verbs.ts';

interface Options {
  row: ContainerRow;
  admin: boolean;
  /** Something is being done to it already. */
  busy: boolean;
  /** What stands beside the menu as a button. */
  omit?: readonly Action[];
  onAct: (action: Action) => void;
  /** Absent where the sections stand beside the menu. */
  onSection?: (section: DetailSection) => void;
  /** Absent where there are no tabs. */
  onTearOff?: ((section: DetailSection) => void) | undefined;
}

const sectionIcons = { logs: IconFileText, shell: IconTerminal };

/** Which sections a container has for this reader, by what its host can do. */
export const sectionsOf = ({ host: { can } }: ContainerRow, admin: boolean): DetailSection[] =>
  detailSections.filter((section) => (section === 'logs' ? can.logs : can.exec && admin));

/** Everything that can be done with one container, as a menu. */
export function containerEntries(options: Options): MenuEntry[] {
  const { row, admin, busy, omit = [], onAct, onSection, onTearOff } = options;
  const { state } = row.container;
  const choice = (action: Action): MenuChoice => ({
    name: `${words[action].verb}${asksFirst(action, 1) ? '…' : ''}`,
    icon: actionIcons[action],
    danger: action === 'remove',
    onChoose: () => onAct(action),
  });
  const fitting = actions.filter(
    (action) => canAct(row, admin) && !busy && fits(action, state) && !omit.includes(action),
  );
  const sections = sectionsOf(row, admin);
  return separated([
    fitting.filter((action) => action !== 'remove').map(choice),
    onSection
      ? sections.map((section) => ({
          name: sectionNames[section],
          icon: sectionIcons[section],
          onChoose: () => onSection(section),
        }))
      : [],
    onTearOff
      ? sections.map((section) => ({
          name: `${sectionNames[section]} in its own tab`,
          icon: IconLayoutSidebarRightExpand,
          onChoose: () => onTearOff(section),
        }))
      : [],
    fitting.filter((action) => action === 'remove').map(choice),
  ]);
}

/** The groups that hold something, with a line between two. */
const separated = (groups: readonly (readonly MenuEntry[])[]): MenuEntry[] =>
  groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : ['line' as const, ...group]));
