import { useEffect, useRef, type ReactNode } from 'react';
import dialog from '../dialog.module.css';
import type { EditSsh } from './useEditSsh.ts';

/** The form around the fields; after a refused attempt the first wrong one gets the focus. */
export function EditFrame({ form, children }: { form: EditSsh; children: ReactNode }) {
  const frame = useRef<HTMLFormElement>(null);
  const { attempts } = form;
  useEffect(() => {
    if (attempts > 0) frame.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [attempts]);
  return (
    <form
      ref={frame}
      className={dialog.frame}
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
