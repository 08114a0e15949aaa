import { IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { SourceGlyph, StateGlyph } from '../../../components/glyphs.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { plural } from '../../../lib/format.ts';
import classes from './dock.module.css';
import type { Job, Step } from './jobs.ts';
import { jobs } from './perform.ts';
import { words } from './verbs.ts';

const countOf = (steps: readonly Step[], ...phases: Step['phase'][]) =>
  steps.filter(({ phase }) => phases.includes(phase)).length;

/** How a job goes, and what did not work, with its reason and another try. */
export function JobCard({ job }: { job: Job }) {
  const [open, setOpen] = useState(false);
  const { steps } = job;
  const done = countOf(steps, 'done');
  const failed = countOf(steps, 'failed');
  const left = countOf(steps, 'waiting', 'running');
  const listed = open ? steps : steps.filter(({ phase }) => phase === 'failed');
  return (
    <section className={classes.card} aria-label={title(job)}>
      <div className={classes.cardHead} role="status">
        <Mark left={left} failed={failed} />
        <b className="truncate">{title(job)}</b>
        {steps.length > 1 && <span className={classes.quiet}>{tally({ done, failed, left })}</span>}
        <span className={classes.cardEnd}>
          {steps.length > 1 && (
            <button
              type="button"
              className="link-button"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              Details
            </button>
          )}
          {left === 0 && failed > 1 && (
            <button type="button" className="link-button" onClick={() => jobs.retry(job.id)}>
              Try {failed} again
            </button>
          )}
          {left === 0 && (
            <button
              type="button"
              className="icon-button"
              aria-label="Dismiss"
              data-tip="Dismiss"
              onClick={() => jobs.dismiss(job.id)}
            >
              <IconX size={14} stroke={1.6} aria-hidden />
            </button>
          )}
        </span>
      </div>
      {steps.length > 1 && left > 0 && <Progress done={done} failed={failed} of={steps.length} />}
      {listed.length > 0 && (
        <ul className={classes.steps}>
          {listed.map((step) => (
            <StepLine key={step.target.key} job={job} step={step} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** `Restarting 5 containers`, `Restarted 5 containers`, `Could not stop gluetun on media`. */
function title({ action, steps }: Job): string {
  const { verb, doing, done } = words[action];
  const failed = countOf(steps, 'failed');
  const what = (count: number) =>
    count === 1 && steps.length === 1 ? (steps[0]?.target.name ?? '') : plural(count, 'container');
  if (countOf(steps, 'waiting', 'running') > 0) return `${doing} ${what(steps.length)}`;
  if (failed === 0) return `${done} ${what(steps.length)}`;
  return `Could not ${verb.toLowerCase()} ${what(failed)}`;
}

const tally = ({ done, failed, left }: Record<'done' | 'failed' | 'left', number>) =>
  [`${done} done`, failed > 0 && `${failed} failed`, left > 0 && `${left} to go`]
    .filter(Boolean)
    .join(', ');

function Mark({ left, failed }: { left: number; failed: number }) {
  if (left > 0) return <Spinner />;
  if (failed > 0) return <StateGlyph shape="failed" />;
  return <IconCheck size={14} stroke={1.8} className={classes.done} aria-hidden />;
}

const Progress = ({ done, failed, of }: { done: number; failed: number; of: number }) => (
  <span className={classes.progress} aria-hidden>
    <span style={{ width: `${(done / of) * 100}%` }} />
    <span data-failed style={{ width: `${(failed / of) * 100}%` }} />
  </span>
);

const phaseWords: Record<Step['phase'], string> = {
  waiting: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
};

/** One container of several; of one alone the title has said which it is. */
const StepLine = ({ job, step }: { job: Job; step: Step }) => (
  <li>
    {job.steps.length > 1 && <StepName step={step} />}
    <span className={classes.problem} data-failed={step.phase === 'failed' || undefined}>
      {step.problem === null ? phaseWords[step.phase] : <SafeText text={step.problem} />}
    </span>
    {step.phase === 'failed' && (
      <button
        type="button"
        className="link-button"
        aria-label={`Try ${step.target.name} again`}
        onClick={() => jobs.retry(job.id, step.target.key)}
      >
        Try again
      </button>
    )}
  </li>
);

const StepName = ({ step: { phase, target } }: { step: Step }) => (
  <>
    {phase === 'running' ? <Spinner small /> : <StateGlyph shape={stepGlyphs[phase]} />}
    <SafeText text={target.name} className={`${classes.stepName} truncate`} tip />
    <span className={classes.stepHost}>
      <SourceGlyph source={target.host.source} />
      <SafeText text={target.host.name} className="truncate" tip />
    </span>
  </>
);

const stepGlyphs = { waiting: 'created', done: 'running', failed: 'failed' } as const;
