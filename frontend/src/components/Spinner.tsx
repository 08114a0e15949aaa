import classes from './Spinner.module.css';

/** `small`: in the place of a 12 px glyph. */
export const Spinner = ({ small = false }: { small?: boolean }) => (
  <span className={classes.spinner} data-small={small || undefined} aria-hidden />
);
