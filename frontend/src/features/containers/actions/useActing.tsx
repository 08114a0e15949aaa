import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { lazyOverlay } from '../../../components/lazyPart.tsx';
import { preload } from '../../../components/loadPart.ts';
import type { ContainerRow } from '../view.ts';
import { toTarget, type Options, type Target } from './jobs.ts';
import { jobs } from './perform.ts';
import { asksFirst, canAct, fits, type Action } from './verbs.ts';

const loadDialog = () => import('./ConfirmActions.tsx');
const ConfirmActions = lazyOverlay(loadDialog);

/** The question comes at once when it is asked. */
export const preloadDialog = () => preload(loadDialog);

export interface Acting {
  /** Whether the reader may act at all. */
  admin: boolean;
  /** Does it, or asks first; leaves out what it does not fit. */
  act: (action: Action, rows: readonly ContainerRow[]) => void;
}

/** Acting on containers, with a question before what cannot be undone: `dialog`, to be placed once on the page. */
export function useActing(
  admin: boolean,
  all: readonly ContainerRow[],
): { acting: Acting; dialog: ReactNode } {
  const [question, setQuestion] = useState<{ action: Action; keys: ReadonlySet<string> } | null>(
    null,
  );
  const act = useCallback<Acting['act']>(
    (action, rows) => {
      const fitting = rows.filter((row) => canAct(row, admin) && fits(action, row.container.state));
      if (fitting.length === 0) return;
      if (asksFirst(action, fitting.length)) {
        setQuestion({ action, keys: new Set(fitting.map(({ key }) => key)) });
      } else jobs.start(action, fitting.map(toTarget));
    },
    [admin],
  );
  const onConfirm = (targets: readonly Target[], options: Options) => {
    if (question) jobs.start(question.action, targets, options);
    setQuestion(null);
  };
  const dialog = question && (
    <ConfirmActions
      action={question.action}
      // As they are now: what stopped or went in the meantime is not asked about any more.
      rows={all.filter(({ key }) => question.keys.has(key))}
      onClose={() => setQuestion(null)}
      onConfirm={onConfirm}
    />
  );
  return { acting: useMemo(() => ({ admin, act }), [admin, act]), dialog };
}
