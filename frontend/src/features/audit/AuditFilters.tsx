import { useEffect, useRef, useState } from 'react';
import { Field, TextField } from '../../components/fields.tsx';
import form from '../../components/fields.module.css';
import type { AuditView } from '../../paths.ts';
import classes from './audit.module.css';
import { actionGroups, isKnownAction } from './auditWords.ts';

interface Props {
  view: AuditView;
  onChange: (part: Partial<AuditView>) => void;
}

const writeAfter = 300;

/** What of it is shown; all of that stands in the address. */
export const AuditFilters = ({ view, onChange }: Props) => (
  <div className={classes.filters} role="search" aria-label="Filter the audit">
    <ActorField value={view.actor} onValue={(actor) => onChange({ actor })} />
    <Field id="audit-action" label="What">
      <select
        id="audit-action"
        className={form.input}
        value={view.action}
        onChange={(event) => onChange({ action: event.currentTarget.value })}
      >
        <option value="">Everything</option>
        {view.action !== '' && !isKnownAction(view.action) && (
          <option value={view.action}>{view.action}</option>
        )}
        {actionGroups.map(({ kind, name, actions }) => (
          <optgroup key={kind} label={name}>
            {actions.length > 1 && <option value={kind}>{name}: all</option>}
            {actions.map(([action, words]) => (
              <option key={action} value={action}>
                {words}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </Field>
    {(['from', 'to'] as const).map((side) => (
      <Field key={side} id={`audit-${side}`} label={side === 'from' ? 'From' : 'Until'}>
        <input
          id={`audit-${side}`}
          type="date"
          className={form.input}
          value={view[side]}
          min={side === 'to' ? view.from : undefined}
          max={side === 'from' ? view.to : undefined}
          onChange={(event) => onChange({ [side]: event.currentTarget.value })}
        />
      </Field>
    ))}
  </div>
);

/** The address follows when the typing pauses, and leads when it changes by itself. */
function ActorField({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  const [written, setWritten] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (value !== seen) {
    setSeen(value);
    if (value !== written) setTyped(value);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <TextField
      label="Who"
      placeholder="Any user"
      value={typed}
      maxLength={64}
      onValue={(next) => {
        setTyped(next);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          setWritten(next);
          onValue(next);
        }, writeAfter);
      }}
    />
  );
}
