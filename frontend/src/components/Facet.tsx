import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Facet.module.css';

interface Props {
  glyph: ReactNode;
  word: string;
  count: number;
  on: boolean;
  onToggle: () => void;
}

/** A count that filters. */
export const Facet = ({ glyph, word, count, on, onToggle }: Props) => (
  <button
    type="button"
    className={classes.facet}
    aria-pressed={on}
    data-none={count === 0 || undefined}
    onClick={onToggle}
  >
    {glyph}
    {word}
    <b>{count.toLocaleString('en')}</b>
    {on && <IconX size={12} stroke={2} aria-hidden />}
  </button>
);
