import type { ReactNode } from 'react';
import classes from './doors.module.css';

/** The ways in, and beside them what the chosen one asks. */
export const DoorPanes = ({ doors, children }: { doors: ReactNode; children: ReactNode }) => (
  <div className={classes.split}>
    <div className={classes.doors}>{doors}</div>
    <div className={classes.pane}>{children}</div>
  </div>
);
