import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** One thing that can be chosen. */
export interface MenuChoice {
  /** Its text; also what typing looks for. From a machine it is `visible` already. */
  name: string;
  icon?: TablerIcon | undefined;
  /** One of several, of which one holds now. */
  checked?: boolean;
  danger?: boolean;
  /** Opens an address in a new tab of the browser. */
  href?: string;
  /** Drawn in place of the icon and the name. */
  label?: ReactNode;
  onChoose?: () => void;
}

/** What a menu lists: choices, lines between them, headings over them, or anything that is only read. */
export type MenuEntry = MenuChoice | 'line' | { heading: string } | { text: ReactNode };
