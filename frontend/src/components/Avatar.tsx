import { initials } from '../lib/initials.ts';
import { visible } from '../lib/visible.ts';
import classes from './Avatar.module.css';

/** Who it is, in two letters; the name stands beside it or in the label of what it opens. */
export const Avatar = ({ name, large = false }: { name: string; large?: boolean }) => (
  <span className={classes.avatar} data-large={large || undefined} aria-hidden>
    {visible(initials(name))}
  </span>
);
