import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './PageHeader.module.css';

interface Props {
  title: string;
  /** Where it was come from, where this took the place of that. */
  back?: { to: string; name: string } | undefined;
  /** How much of it there is. */
  sum?: string | undefined;
  /** Whether it is current. */
  children: ReactNode;
}

/** What a page is. */
export const PageHeader = ({ title, back, sum, children }: Props) => (
  <header className={classes.header}>
    {back && (
      <Link
        to={back.to}
        className={`icon-button ${classes.back}`}
        aria-label={`Back to ${back.name}`}
      >
        <IconArrowLeft size={20} stroke={1.6} aria-hidden />
      </Link>
    )}
    <h1>{title}</h1>
    {sum !== undefined && <span className={classes.sum}>{sum}</span>}
    <span className={classes.end}>{children}</span>
  </header>
);
