import { IconCheck } from '@tabler/icons-react';
import classes from './steps.module.css';

interface Props {
  title: string;
  steps: readonly string[];
  /** Of the one that is shown; as many as there are when all are done. */
  at: number;
}

/** The title of a dialog in steps, and how far it is. What is read aloud stands at the step's own heading. */
export const StepTitle = ({ title, steps, at }: Props) => (
  <span className={classes.title}>
    {title}
    <ol className={classes.steps} aria-hidden>
      {steps.map((step, index) => (
        <li key={step} data-is={index < at ? 'done' : index === at ? 'current' : 'next'}>
          {index < at && <IconCheck size={14} stroke={1.8} />}
          {step}
        </li>
      ))}
    </ol>
    <span className={classes.count} aria-hidden>
      {at < steps.length ? `${at + 1} of ${steps.length}` : 'Done'}
    </span>
  </span>
);
