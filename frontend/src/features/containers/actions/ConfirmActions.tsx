import { useState } from 'react';
import { Option } from '../../../components/Check.tsx';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { SourceGlyph, StateGlyph } from '../../../components/glyphs.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { useNow } from '../../../hooks/useNow.ts';
import { plural } from '../../../lib/format.ts';
import type { ContainerRow } from '../view.ts';
import classes from './confirm.module.css';
import { consequence, staying } from './consequence.ts';
import { toTarget, type Options, type Target } from './jobs.ts';
import { fits, isUp, words, type Action } from './verbs.ts';

interface Props {
  action: Action;
  rows: readonly ContainerRow[];
  onClose: () => void;
  onConfirm: (targets: readonly Target[], options: Options) => void;
}

/** Asks before an action: every name under its host, with what will happen to it. */
export default function ConfirmActions({ action, rows, onClose, onConfirm }: Props) {
  const now = useNow(10_000);
  const fitting = rows.filter(({ container }) => fits(action, container.state));
  const running = fitting.some(({ container }) => isUp(container.state));
  // Off unless needed: without it Docker refuses to remove what runs.
  const [force, setForce] = useState(action === 'remove' && running);
  const [volumes, setVolumes] = useState(false);
  const options = { force, volumes };
  const included = fitting.filter((row) => consequence(action, row, options, now).included);
  const { verb } = words[action];
  const count = included.length;
  return (
    <ConfirmDialog
      title={`${verb} ${plural(count, 'container')}?`}
      verb={`${verb} ${count}`}
      tone={action === 'restart' ? 'plain' : 'danger'}
      stays={staying(action, options)}
      pending={false}
      disabled={count === 0}
      error={undefined}
      onClose={onClose}
      onConfirm={() => onConfirm(included.map(toTarget), options)}
    >
      <Names action={action} rows={fitting} options={options} now={now} />
      {action === 'remove' && (
        <div className={classes.options}>
          <Option checked={volumes} onChange={setVolumes}>
            Also remove {count === 1 ? 'its' : 'their'} anonymous volumes and the data in them
          </Option>
          {running && (
            <Option checked={force} onChange={setForce}>
              Force: kill what still runs
            </Option>
          )}
        </div>
      )}
    </ConfirmDialog>
  );
}

interface NamesProps {
  action: Action;
  rows: readonly ContainerRow[];
  options: Options;
  now: number;
}

const byHost = (rows: readonly ContainerRow[]) =>
  [...Map.groupBy(rows, ({ host }) => host)].toSorted(([a], [b]) => (a.name < b.name ? -1 : 1));

const Names = ({ action, rows, options, now }: NamesProps) => (
  <div className={classes.names} tabIndex={rows.length > 8 ? 0 : undefined}>
    {byHost(rows).map(([host, ofHost]) => (
      <section key={host.key} aria-label={host.name}>
        <p className={classes.host}>
          <SourceGlyph source={host.source} />
          <SafeText text={host.name} className="truncate" tip />
        </p>
        <ul>
          {ofHost.map((row) => {
            const { text, harsh, included } = consequence(action, row, options, now);
            return (
              <li key={row.key} data-included={included}>
                <StateGlyph shape={row.shape} />
                <SafeText text={row.name} className={`${classes.name} truncate`} tip />
                <span className={classes.what} data-harsh={harsh || undefined}>
                  {text}
                </span>
              </li>
            );
          })}
        </ul>
      </section>
    ))}
  </div>
);
