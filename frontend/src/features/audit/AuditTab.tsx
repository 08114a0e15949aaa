import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { Part } from '../../components/Part.tsx';
import { auditPath, type AuditView } from '../../paths.ts';
import classes from './audit.module.css';
import { AuditFilters } from './AuditFilters.tsx';
import { AuditList } from './AuditList.tsx';
import { AuditTools } from './AuditTools.tsx';
import { isFiltered, readAuditView, toQuery } from './auditView.ts';
import { useAudit, useVerifyAudit } from './queries.ts';
import { Verdict } from './Verdict.tsx';

/** Who did what to what, and how it ended. */
export default function AuditTab() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const view = useMemo(() => readAuditView(params), [params]);
  const query = useMemo(() => toQuery(view), [view]);
  const audit = useAudit(query);
  const verify = useVerifyAudit();
  const entries = audit.data?.pages.flatMap(({ items }) => items);
  const update = (part: Partial<AuditView>) => {
    // The address itself, not this render's copy: two changes in one tick must both arrive.
    const now = readAuditView(new URLSearchParams(window.location.search));
    void navigate(auditPath({ ...now, ...part }), { replace: true });
  };
  return (
    <Part
      page
      title="Audit"
      about="Who did what, from where, and how it ended. Kept for 180 days."
      action={
        <AuditTools
          query={query}
          filtered={isFiltered(view)}
          verifying={verify.isPending}
          onVerify={() => verify.mutate()}
        />
      }
    >
      <Verdict verified={verify.data} error={verify.error} />
      <AuditFilters view={view} onChange={update} />
      {entries?.length === 0 ? (
        <div className={classes.none} role="status">
          <p>
            <b>{isFiltered(view) ? 'Nothing fits this filter.' : 'Nothing has happened yet.'}</b>
          </p>
          {isFiltered(view) && (
            <Button onClick={() => void navigate(auditPath(), { replace: true })}>
              Clear filter
            </Button>
          )}
        </div>
      ) : (
        <AuditList audit={audit} entries={entries} />
      )}
    </Part>
  );
}
