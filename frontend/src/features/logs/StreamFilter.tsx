import type { Stream } from './engine/entry.ts';
import classes from './logs.module.css';

const choices: [Stream | null, string][] = [
  [null, 'All'],
  ['out', 'stdout'],
  ['err', 'stderr'],
];

interface Props {
  value: Stream | null;
  onChange: (stream: Stream | null) => void;
}

export const StreamFilter = ({ value, onChange }: Props) => (
  <div className={classes.streams} role="group" aria-label="Stream">
    {choices.map(([stream, name]) => (
      <button
        key={name}
        type="button"
        aria-pressed={stream === value}
        onClick={() => onChange(stream)}
      >
        {name}
      </button>
    ))}
  </div>
);
