import type { ReactNode } from 'react';
import classes from './Part.module.css';

interface Props {
  title: string;
  /** It names the whole page, whose head says so already on a phone. */
  page?: boolean;
  about?: ReactNode;
  /** At the end of the heading. */
  action?: ReactNode;
  children: ReactNode;
}

/** A part of a page under its heading. */
export const Part = ({ title, page = false, about, action, children }: Props) => (
  <section className={classes.part} aria-label={title}>
    <header className={classes.head}>
      <div>
        <h2 data-page={page || undefined}>{title}</h2>
        {about && <p>{about}</p>}
      </div>
      {action}
    </header>
    {children}
  </section>
);

export const Lines = ({ children }: { children: ReactNode }) => (
  <dl className={classes.lines}>{children}</dl>
);

interface LineProps {
  name: ReactNode;
  /** What can be done about it. */
  action?: ReactNode;
  children: ReactNode;
}

/** A name, what it is, and what can be done about it, over a hairline. */
export const Line = ({ name, action, children }: LineProps) => (
  <div className={classes.line}>
    <dt>{name}</dt>
    <dd>{children}</dd>
    {action && <dd className={classes.action}>{action}</dd>}
  </div>
);

/** That there is nothing, and how there would be. */
export const Nothing = ({ children }: { children: ReactNode }) => (
  <p className={classes.nothing}>{children}</p>
);

/** A word that is neither state nor trouble. */
export const Tag = ({ children }: { children: ReactNode }) => (
  <span className={classes.tag}>{children}</span>
);
