import type { AuditVerification } from '@archnest/backend/contract';
import type { ReactNode } from 'react';
import { HealthGlyph, HostGlyph } from '../../components/glyphs.tsx';
import { Day } from '../../components/Time.tsx';
import { plural } from '../../lib/format.ts';
import classes from './audit.module.css';

interface Props {
  verified: AuditVerification | undefined;
  /** It could not be looked at. */
  error: Error | null;
}

/** Whether the audit is as it was written: each entry carries a keyed hash of itself and of the one before it. */
export const Verdict = ({ verified, error }: Props) => (
  <div role="status">
    {error && (
      <Said mark={<HostGlyph status="offline" />} broken>
        {error.message}
      </Said>
    )}
    {verified?.ok && (
      <Said mark={<HealthGlyph value="healthy" />}>
        <b>{plural(verified.checked, 'entry', 'entries')} checked.</b> All are as they were written,
        and none is missing since <Day at={Date.parse(verified.since)} />.
      </Said>
    )}
    {verified?.ok === false && (
      <Said mark={<HealthGlyph value="unhealthy" />} broken>
        <b>
          The chain is broken{verified.brokenAt === null ? '' : ` at entry ${verified.brokenAt}`}.
        </b>{' '}
        {verified.reason} Compare the database with a backup, and see who can write to its file.
      </Said>
    )}
  </div>
);

interface SaidProps {
  mark: ReactNode;
  broken?: boolean;
  children: ReactNode;
}

const Said = ({ mark, broken = false, children }: SaidProps) => (
  <p className={classes.verdict} data-broken={broken || undefined}>
    {mark}
    <span>{children}</span>
  </p>
);
