import type { ReactNode } from 'react';
import classes from './Check.module.css';

interface CheckProps {
  state: 'none' | 'some' | 'all';
  label: string;
  /** `-1` where the row around it takes the keys. */
  tabIndex?: number;
  onClick?: () => void;
}

/** A box that chooses what stands beside it; `some` is the dash over a list of which a part is chosen. */
export const Check = ({ state, label, tabIndex = 0, onClick }: CheckProps) => (
  <button
    type="button"
    role="checkbox"
    aria-checked={state === 'some' ? 'mixed' : state === 'all'}
    aria-label={label}
    className={classes.check}
    tabIndex={tabIndex}
    onClick={onClick}
  >
    <span className={classes.box} aria-hidden />
  </button>
);

interface OptionProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}

/** A box with words, in a form or a dialog. */
export const Option = ({ checked, onChange, children }: OptionProps) => (
  <label className={classes.option}>
    <input
      type="checkbox"
      className={classes.box}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
    <span>{children}</span>
  </label>
);
