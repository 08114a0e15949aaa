import { useEffect, useRef, useState, type ReactNode } from 'react';
import classes from './DialogFrame.module.css';

interface Props {
  /** Counts what is refused later than at the press of the button. */
  attempts?: number;
  /** Absent where there is nothing to send. */
  onSubmit?: (form: HTMLFormElement) => void;
  /** What to do with it. */
  footer: ReactNode;
  children: ReactNode;
}

/** What stands in a `Dialog`: its content, and under it the buttons. A refusal leads to the first wrong field. */
export function DialogFrame({ attempts = 0, onSubmit, footer, children }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [presses, setPresses] = useState(0);
  useEffect(() => {
    if (attempts + presses === 0) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [attempts, presses]);
  const content = (
    <>
      {children}
      <footer className={classes.footer}>{footer}</footer>
    </>
  );
  if (!onSubmit) return <div className={classes.frame}>{content}</div>;
  return (
    <form
      ref={form}
      className={classes.frame}
      noValidate
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(event.currentTarget);
        setPresses((count) => count + 1);
      }}
    >
      {content}
    </form>
  );
}

interface ScrollProps {
  /** Why it was refused, where no field is to blame. */
  problem?: string | undefined;
  children: ReactNode;
}

/** The content, where all of it scrolls as one. */
export const DialogScroll = ({ problem, children }: ScrollProps) => (
  <div className={classes.scroll}>
    {children}
    {problem !== undefined && (
      <p className={classes.problem} role="alert">
        {problem}
      </p>
    )}
  </div>
);

/** A line beside the buttons; without words it keeps them apart. */
export const Said = ({ live = false, children }: { live?: boolean; children?: ReactNode }) => (
  <span className={classes.said} role={live ? 'status' : undefined}>
    {children}
  </span>
);
