import classes from './Spinner.module.css';

export const Spinner = () => <span className={classes.spinner} aria-hidden />;
