import { useEffect, useRef, type ReactNode } from 'react';
import classes from './dialog.module.css';
import type { EngineForm } from './useEngineForm.ts';

/** The form around the fields of an Engine; after a refused attempt the first wrong field gets the focus. */
export function EngineFrame({ form, children }: { form: EngineForm; children: ReactNode }) {
  const frame = useRef<HTMLFormElement>(null);
  const { attempts } = form;
  useEffect(() => {
    if (attempts > 0) frame.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [attempts]);
  return (
    <form
      ref={frame}
      className={classes.frame}
      noValidate
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      {children}
    </form>
  );
}
