import { useEffect, useRef, type ReactNode } from 'react';
import dialog from '../dialog.module.css';
import classes from './steps.module.css';

interface Props {
  /** What this step is called. */
  heading: ReactNode;
  /** `Step 2 of 4`, for who does not see the dialog's head. */
  step?: string;
  lead?: ReactNode;
  /** The first step has the focus where the dialog puts it, until somebody comes back to it. */
  first?: boolean;
  /** Beside the step. */
  aside?: ReactNode;
  /** Counts refused attempts: the first wrong field then gets the focus. */
  attempts?: number;
  onSubmit: () => void;
  footer: ReactNode;
  children: ReactNode;
}

/** One step of a dialog: what it asks, and under it the ways back and on. Enter goes on. */
export function StepFrame(props: Props) {
  const { heading, step, lead, first = false, aside, attempts = 0, children } = props;
  const frame = useRef<HTMLFormElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (attempts > 0) frame.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [attempts]);
  useEffect(() => {
    if (first && document.activeElement !== document.body) return;
    const field = frame.current?.querySelector<HTMLElement>('[data-step-focus]');
    (field ?? title.current)?.focus({ preventScroll: true });
  }, [first]);
  const pane = (
    <div className={aside ? dialog.pane : classes.pane}>
      <h2
        ref={title}
        tabIndex={-1}
        className={classes.heading}
        data-autofocus={!first || undefined}
      >
        {step !== undefined && <span className="sr-only">{step}: </span>}
        {heading}
      </h2>
      {lead && <p className={classes.lead}>{lead}</p>}
      {children}
    </div>
  );
  return (
    <form
      ref={frame}
      className={dialog.frame}
      noValidate
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {aside ? (
        <div className={dialog.split}>
          <div className={dialog.doors}>{aside}</div>
          {pane}
        </div>
      ) : (
        pane
      )}
      <footer className={`${dialog.footer} ${classes.footer}`}>{props.footer}</footer>
    </form>
  );
}
