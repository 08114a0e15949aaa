import { SafeText } from '../../../components/SafeText.tsx';
import type { ContainerRow } from '../view.ts';
import { actionIcons } from './actionIcons.ts';
import classes from './dock.module.css';
import type { Acting } from './useActing.tsx';
import { isActive } from './jobs.ts';
import { useJobs } from './useJobs.ts';
import { actions, fits, words, type Action } from './verbs.ts';

interface Props {
  rows: readonly ContainerRow[];
  hidden: number;
  act: Acting['act'];
  onClear: () => void;
  phone: boolean;
}

/** Each verb with how many of the chosen it fits. */
export function SelectionBar({ rows, hidden, act, onClear, phone }: Props) {
  const steps = useJobs().byKey;
  const isFree = ({ key }: ContainerRow) => {
    const step = steps.get(key);
    return !step || !isActive(step);
  };
  const hosts = [...new Set(rows.map(({ host }) => host.name))].toSorted();
  return (
    <div className={classes.bar} role="toolbar" aria-label="Selected containers" tabIndex={-1}>
      <span className={classes.count} role="status">
        <b>{rows.length.toLocaleString('en')}</b> selected{hidden > 0 && ', '}
        {hidden > 0 && <span className={classes.quiet}>{hidden} not shown</span>}
        {rows.length > 0 && (
          <SafeText text={`on ${hosts.join(', ')}`} className={`${classes.hosts} truncate`} tip />
        )}
      </span>
      <span className={classes.verbs}>
        {actions.map((action) => (
          <Verb
            key={action}
            action={action}
            rows={rows.filter(({ container }) => fits(action, container.state))}
            isFree={isFree}
            act={act}
          />
        ))}
      </span>
      <button type="button" className={classes.clear} onClick={onClear}>
        {phone ? (
          'Cancel'
        ) : (
          <>
            Clear <kbd aria-hidden>Esc</kbd>
          </>
        )}
      </button>
    </div>
  );
}

interface VerbProps {
  action: Action;
  /** Those that it fits. */
  rows: readonly ContainerRow[];
  /** Whether nothing is being done to it. */
  isFree: (row: ContainerRow) => boolean;
  act: Acting['act'];
}

/** It stays in its place while its containers are busy: the bar must not shrink under the pointer. */
function Verb({ action, rows: fitting, isFree, act }: VerbProps) {
  if (fitting.length === 0) return null;
  const rows = fitting.filter(isFree);
  const Icon = actionIcons[action];
  const { verb } = words[action];
  const count = rows.length || fitting.length;
  return (
    <button
      type="button"
      className={classes.verb}
      data-action={action}
      // Not `disabled`: that would drop the focus as soon as the work begins.
      aria-disabled={rows.length === 0}
      aria-label={`${verb} ${count}`}
      onClick={() => rows.length > 0 && act(action, rows)}
    >
      <Icon size={14} stroke={1.6} aria-hidden />
      {action === 'remove' ? `${verb}…` : verb}
      <span className={classes.quiet}>{count.toLocaleString('en')}</span>
    </button>
  );
}
