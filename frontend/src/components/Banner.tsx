import type { ReactNode } from 'react';
import classes from './Banner.module.css';

interface Props {
  tone: 'danger' | 'warn' | 'plain';
  mark: ReactNode;
  children: ReactNode;
  action?: ReactNode;
}

/** One line across the page: what happened, then what to do. */
export const Banner = ({ tone, mark, children, action }: Props) => (
  <div className={classes.banner} data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
    {mark}
    <span className={classes.text}>{children}</span>
    {action}
  </div>
);
