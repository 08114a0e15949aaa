import type { AuditEntry } from '@archnest/backend/contract';
import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { StateGlyph } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { Day } from '../../components/Time.tsx';
import { formatExact } from '../../lib/format.ts';
import classes from './audit.module.css';
import { actionWords, detailName, detailValue, saysOutcome } from './auditWords.ts';

/** One act on a line; all that is known of it below. */
export const AuditRow = ({ entry }: { entry: AuditEntry }) => (
  <li>
    <details className={classes.entry} data-outcome={entry.outcome}>
      <summary className={classes.row}>
        <IconChevronRight size={14} stroke={1.6} aria-hidden />
        <span className={classes.when}>
          <Day at={Date.parse(entry.at)} seconds />
        </span>
        <span className={classes.who}>
          {entry.actor === null ? '—' : <SafeText text={entry.actor} className="truncate" tip />}
        </span>
        <span className={classes.what}>
          <Act {...entry} />
          <Outcome {...entry} />
        </span>
        <span className={`${classes.target} truncate`}>
          {entry.target !== null && <SafeText text={entry.target} tip />}
        </span>
        <span className={`${classes.address} truncate`}>
          {entry.address !== null && <SafeText text={entry.address} />}
        </span>
      </summary>
      <Everything entry={entry} />
    </details>
  </li>
);

const Act = ({ action }: Pick<AuditEntry, 'action'>) =>
  action === 'session.failed' || action === 'access.denied' ? (
    <span className={classes.outcome}>
      <StateGlyph shape="dead" />
      {actionWords(action)}
    </span>
  ) : (
    <span>{actionWords(action)}</span>
  );

/** That it went well is not said: only trouble speaks. */
function Outcome({ action, outcome, code }: Pick<AuditEntry, 'action' | 'outcome' | 'code'>) {
  if (outcome === 'ok' || saysOutcome(action)) return null;
  return (
    <span className={classes.outcome} data-tip={code ?? undefined}>
      <StateGlyph shape="dead" />
      {outcome === 'denied' ? 'Denied' : 'Failed'}
    </span>
  );
}

const Everything = ({ entry }: { entry: AuditEntry }) => (
  <dl className={classes.facts}>
    <Fact name="When">{formatExact(Date.parse(entry.at))}</Fact>
    <Fact name="Entry">{entry.id}</Fact>
    <Fact name="Act">
      <code>{entry.action}</code>
    </Fact>
    {entry.target !== null && (
      <Fact name="On">
        <SafeText text={entry.target} className="mono" />
      </Fact>
    )}
    {entry.address !== null && (
      <Fact name="From">
        <SafeText text={entry.address} className="mono" />
      </Fact>
    )}
    {entry.code !== null && (
      <Fact name="Error">
        <code>{entry.code}</code>
      </Fact>
    )}
    {Object.entries(entry.details ?? {}).map(([key, value]) => (
      <Fact key={key} name={detailName(key)}>
        <SafeText text={detailValue(key, value)} />
      </Fact>
    ))}
  </dl>
);

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
