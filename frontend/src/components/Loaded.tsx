import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { HostGlyph } from './glyphs.tsx';
import classes from './Loaded.module.css';
import { Skeleton } from './Skeleton.tsx';

interface Props<T> {
  query: UseQueryResult<T>;
  /** Completes "Loading …". */
  what: string;
  /** So many rows are likely to come. */
  rows?: number;
  children: (data: T) => ReactNode;
}

/** What the server answered; until then rows to come, or why there is no answer. */
export function Loaded<T>({ query, what, rows = 3, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    return (
      <div className={classes.failed} role="alert">
        <HostGlyph status="offline" />
        <span>{query.error.message}</span>
        <Button loading={query.isFetching} onClick={() => void query.refetch()}>
          Try again
        </Button>
      </div>
    );
  }
  return <Skeleton what={what} rows={rows} bare />;
}
