import { useEffect, useRef, type ReactNode } from 'react';
import { DialogFrame } from '../../../components/DialogFrame.tsx';
import { DoorPanes } from '../DoorPanes.tsx';
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
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (first && document.activeElement !== document.body) return;
    const field = title.current?.closest('form')?.querySelector<HTMLElement>('[data-step-focus]');
    (field ?? title.current)?.focus({ preventScroll: true });
  }, [first]);
  const content = (
    <>
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
    </>
  );
  return (
    <DialogFrame attempts={attempts} onSubmit={props.onSubmit} footer={props.footer}>
      {aside ? (
        <DoorPanes doors={aside}>{content}</DoorPanes>
      ) : (
        <div className={classes.pane}>{content}</div>
      )}
    </DialogFrame>
  );
}
