import type { LevelCounts } from './engine/buffer.ts';
import type { Level } from './engine/entry.ts';
import classes from './logs.module.css';

type Chosen = ReadonlySet<Level | 'none'> | null;

interface Group {
  tag: string;
  name: string;
  levels: (Level | 'none')[];
}

const groups: Group[] = [
  { tag: 'ERR', name: 'Errors', levels: ['error', 'fatal'] },
  { tag: 'WRN', name: 'Warnings', levels: ['warn'] },
  { tag: 'INF', name: 'Info', levels: ['info'] },
  { tag: 'DBG', name: 'Debug', levels: ['debug', 'trace'] },
];
const none: Group = { tag: 'none', name: 'Without a level', levels: ['none'] };

interface Props {
  counts: LevelCounts;
  value: Chosen;
  onChange: (levels: Chosen) => void;
}

/** One chip a level, with how many lines have it. Several may be on. */
export function LevelFilter({ counts, value, onChange }: Props) {
  const toggle = ({ levels }: Group) => {
    const next = new Set(value);
    const on = levels.every((level) => next.has(level));
    for (const level of levels) {
      if (on) next.delete(level);
      else next.add(level);
    }
    onChange(next.size === 0 ? null : next);
  };
  const shown = counts.none > 0 ? [...groups, none] : groups;
  return (
    <div className={classes.levels} role="group" aria-label="Level">
      <button type="button" aria-pressed={value === null} onClick={() => onChange(null)}>
        All levels
      </button>
      {shown.map((group) => {
        const count = group.levels.reduce((sum, level) => sum + counts[level], 0);
        return (
          <button
            key={group.tag}
            type="button"
            aria-pressed={value !== null && group.levels.every((level) => value.has(level))}
            aria-label={`${group.name}: ${count}`}
            data-tip={group.name}
            data-none={count === 0 || undefined}
            onClick={() => toggle(group)}
          >
            <span className={classes.levelTag} data-tag={group.tag}>
              {group.tag}
            </span>
            {count.toLocaleString('en')}
          </button>
        );
      })}
    </div>
  );
}
