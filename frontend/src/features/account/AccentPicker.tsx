import type { Appearance } from '@archnest/backend/contract';
import { IconCheck } from '@tabler/icons-react';
import { accents } from './appearanceWords.ts';
import classes from './settings.module.css';

interface Props {
  value: Appearance['accent'];
  onChange: (accent: Appearance['accent']) => void;
}

/** What is selected, focused, linked or the one primary action. State keeps its own colours. */
export const AccentPicker = ({ value, onChange }: Props) => (
  <fieldset className={classes.accents}>
    <legend className="sr-only">Accent</legend>
    {accents.map(([accent, word]) => (
      <label key={accent} className={classes.accent} data-accent={accent} data-tip={word}>
        <input
          type="radio"
          name="accent"
          aria-label={word}
          checked={accent === value}
          onChange={() => onChange(accent)}
        />
        <IconCheck size={14} stroke={2.2} aria-hidden />
      </label>
    ))}
  </fieldset>
);
