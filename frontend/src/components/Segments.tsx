import { useId, type ReactNode } from 'react';
import { Below, belowOf } from './fields.tsx';
import classes from './fields.module.css';

interface Props<T extends string> {
  label: string;
  options: readonly (readonly [value: T, word: string])[];
  value: T;
  hint?: ReactNode;
  /** The label stands beside it already. */
  bare?: boolean;
  disabled?: boolean;
  onChange: (value: T) => void;
}

/** One of a few, side by side. */
export function Segments<T extends string>({ label, options, value, hint, ...props }: Props<T>) {
  const id = useId();
  return (
    <fieldset
      className={classes.group}
      disabled={props.disabled ?? false}
      aria-describedby={hint ? belowOf(id) : undefined}
    >
      <legend className={props.bare ? 'sr-only' : classes.legend}>{label}</legend>
      <div className={classes.segments}>
        {options.map(([option, word]) => (
          <label key={option} className={classes.segment}>
            <input
              type="radio"
              name={id}
              checked={option === value}
              onChange={() => props.onChange(option)}
            />
            {word}
          </label>
        ))}
      </div>
      <Below id={id} hint={hint} />
    </fieldset>
  );
}
