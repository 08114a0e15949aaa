import { Button } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { DialogFrame, DialogScroll, Said } from './DialogFrame.tsx';
import classes from './fields.module.css';

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
  onSubmit: (form: HTMLFormElement) => void;
  children: ReactNode;
}

/** Fields of a `Dialog` that scroll, and under them what to do with them. */
export function DialogForm({ verb, tone = 'filled', said, problem, onSubmit, ...props }: Props) {
  const fields = useFocusOfStep();
  return (
    <DialogFrame
      onSubmit={(form) => {
        if (!props.pending && !props.disabled) onSubmit(form);
      }}
      footer={
        <>
          <Said>{said}</Said>
          {props.onCancel && <Button onClick={props.onCancel}>Cancel</Button>}
          <Button
            type="submit"
            variant={tone}
            loading={props.pending}
            disabled={props.disabled ?? false}
          >
            {verb}
          </Button>
        </>
      }
    >
      <DialogScroll problem={problem}>
        <div ref={fields} className={classes.fields}>
          {props.children}
        </div>
      </DialogScroll>
    </DialogFrame>
  );
}

/**
 * Where one step takes the place of another, what had the focus is gone: it goes on to the first thing that can be
 * done here, never to the button that ends it, which a second Enter would press.
 */
function useFocusOfStep() {
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    fields.current?.querySelector<HTMLElement>('[data-autofocus], input, button')?.focus();
  }, []);
  return fields;
}
