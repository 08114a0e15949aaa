import { Button } from '@mantine/core';
import type { AuditEntry } from '@archnest/backend/contract';
import { useEffect, useRef } from 'react';
import { Loaded } from '../../components/Loaded.tsx';
import classes from './audit.module.css';
import { AuditRow } from './AuditRow.tsx';
import type { useAudit } from './queries.ts';

interface Props {
  audit: ReturnType<typeof useAudit>;
  entries: readonly AuditEntry[] | undefined;
}

/** The entries; the next ones come when the end of them is in sight. */
export function AuditList({ audit, entries }: Props) {
  if (entries === undefined || audit.data === undefined) {
    return (
      <Loaded query={audit} what="the audit" rows={8}>
        {() => null}
      </Loaded>
    );
  }
  return (
    <>
      <div className={classes.header} aria-hidden>
        <span />
        <span>When</span>
        <span>Who</span>
        <span>What</span>
        <span>On</span>
        <span>From</span>
      </div>
      <ol className={classes.list} aria-label="Audit entries">
        {entries.map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </ol>
      <End audit={audit} />
    </>
  );
}

function End({ audit }: { audit: Props['audit'] }) {
  const element = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = audit;
  const waits = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (!element.current || !waits) return;
    const observer = new IntersectionObserver(
      ([seen]) => seen?.isIntersecting && void fetchNextPage(),
      { rootMargin: '400px' },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [waits, fetchNextPage]);
  return (
    <div ref={element} className={classes.end} role="status">
      {hasNextPage ? (
        <>
          {isFetchNextPageError && <span>{audit.error?.message}</span>}
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older
          </Button>
        </>
      ) : (
        'That is all there is.'
      )}
    </div>
  );
}
