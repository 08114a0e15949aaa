import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useDelayed } from '../hooks/useDelayed.ts';
import { HostGlyph } from './glyphs.tsx';
import classes from './Loaded.module.css';

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
  return <Skeleton what={what} rows={rows} />;
}

/** After a moment: a quick answer must not flicker. */
function Skeleton({ what, rows }: { what: string; rows: number }) {
  const late = useDelayed(true, 150);
  return (
    <div role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: rows }, (_row, index) => (
        <div key={index} className={classes.row}>
          {late && (
            <>
              <span style={{ width: `${70 - index * 9}%` }} />
              <span />
              <span style={{ width: `${40 + index * 7}%` }} />
            </>
          )}
        </div>
      ))}
    </div>
  );
}
