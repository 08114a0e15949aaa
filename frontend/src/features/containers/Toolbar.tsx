import {
  IconChevronDown,
  IconLayoutGrid,
  IconLayoutList,
  IconListDetails,
  IconSquareCheck,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { MenuButton } from '../../components/MenuButton.tsx';
import { groupings, type Grouping } from '../../paths.ts';
import type { Density } from './layout.ts';
import classes from './toolbar.module.css';

const names: Record<Grouping, string> = { project: 'Compose project', host: 'Host', none: 'None' };

interface GroupByProps {
  group: Grouping;
  onGroup: (group: Grouping) => void;
  phone: boolean;
}

export const GroupBy = ({ group, onGroup, phone }: GroupByProps) => (
  <MenuButton
    position="bottom-start"
    className={classes.control}
    aria-label={`Group by: ${names[group]}`}
    entries={() => [
      { heading: 'Group by' },
      ...groupings.map((option) => ({
        name: names[option],
        checked: option === group,
        onChoose: () => onGroup(option),
      })),
    ]}
  >
    <IconLayoutGrid size={16} stroke={1.6} aria-hidden />
    {!phone && (
      <>
        <span className={classes.controlLabel}>Group</span> <b>{names[group]}</b>
        <IconChevronDown size={14} stroke={1.6} aria-hidden />
      </>
    )}
  </MenuButton>
);

interface DensityProps {
  density: Density;
  onDensity: (density: Density) => void;
}

export function DensityToggle({ density, onDensity }: DensityProps) {
  const next: Density = density === 'compact' ? 'comfortable' : 'compact';
  const Icon = density === 'compact' ? IconListDetails : IconLayoutList;
  const said = density === 'compact' ? 'Comfortable rows' : 'Compact rows';
  return (
    <button
      type="button"
      className={classes.iconControl}
      aria-label={said}
      data-tip={said}
      onClick={() => onDensity(next)}
    >
      <Icon size={16} stroke={1.6} aria-hidden />
    </button>
  );
}

/** On a phone, where a tap opens a card unless one is choosing. A long press on a card does the same. */
export const SelectToggle = ({ on, onToggle }: { on: boolean; onToggle: () => void }) => (
  <button
    type="button"
    className={classes.control}
    aria-label="Select several"
    aria-pressed={on}
    onClick={onToggle}
  >
    <IconSquareCheck size={16} stroke={1.6} aria-hidden />
  </button>
);

/** Search and choices on the first line, facets and totals on the second. */
export const Toolbar = ({ controls, facets }: { controls: ReactNode; facets: ReactNode }) => (
  <div className={classes.toolbar}>
    <div className={classes.line}>{controls}</div>
    <div className={classes.line}>{facets}</div>
  </div>
);
