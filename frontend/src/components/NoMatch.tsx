import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { visible } from '../lib/visible.ts';
import classes from './NoMatch.module.css';

interface Props {
  title: ReactNode;
  text: string;
  children?: ReactNode;
}

/** Why a list has nothing in it. */
export const EmptyList = ({ title, text, children }: Props) => (
  <div className={classes.state} role="status">
    <p className={classes.title}>{title}</p>
    <p className={classes.text}>{text}</p>
    {children}
  </div>
);

interface NoMatchProps {
  /** `container` or `host`. */
  what: string;
  /** What was typed and chosen, in words. */
  filter: string;
  hidden: number;
  onClear: () => void;
}

export const NoMatch = ({ what, filter, hidden, onClear }: NoMatchProps) => (
  <EmptyList
    title={
      <>
        No {what} matches <code>{visible(filter)}</code>
      </>
    }
    text={`${hidden === 1 ? '1 is' : `${hidden.toLocaleString('en')} are`} hidden by this filter.`}
  >
    <Button onClick={onClear}>Clear filter</Button>
  </EmptyList>
);
