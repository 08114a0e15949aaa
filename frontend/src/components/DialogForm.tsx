import { Button } from '@mantine/core';
import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import classes from './FormDialog.module.css';

interface Props {
  /** What the button does. */
  verb: string;
  tone?: 'filled' | 'danger';
  /** A line beside the buttons. */
  said?: ReactNode;
  pending: boolean;
  disabled?: boolean;
  /** Why it was refused, where no field is to blame. */
  problem?: string | undefined;
  /** Absent where nothing can be taken back any more. */
  onCancel?: () => void;
  onSubmit: () => void;
  children: ReactNode;
}

/** What stands in a `FormDialog`: fields that scroll, and under them what to do with them. */
export function DialogForm({ verb, tone = 'filled', said, problem, onSubmit, ...props }: Props) {
  const form = useFocusOfStep();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!props.pending && !props.disabled) onSubmit();
  };
  return (
    <form ref={form} className={classes.frame} onSubmit={submit} noValidate>
      <div className={classes.scroll}>
        <div className={classes.fields}>{props.children}</div>
        {problem !== undefined && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
      </div>
      <footer className={classes.footer}>
        <span className={classes.said}>{said}</span>
        {props.onCancel && <Button onClick={props.onCancel}>Cancel</Button>}
        <Button
          type="submit"
          variant={tone}
          loading={props.pending}
          disabled={props.disabled ?? false}
        >
          {verb}
        </Button>
      </footer>
    </form>
  );
}

/**
 * Where one step takes the place of another, what had the focus is gone: it goes on to the first thing that can be
 * done here, never to the button that ends it, which a second Enter would press.
 */
function useFocusOfStep() {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    form.current?.querySelector<HTMLElement>('[data-autofocus], input, button')?.focus();
  }, []);
  return form;
}
