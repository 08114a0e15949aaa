import { useRef, useState } from 'react';
import { lazyOverlay } from '../../components/lazyPart.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { useCopy } from '../../hooks/useCopy.ts';
import { visible } from '../../lib/visible.ts';
import { KeyBar } from './KeyBar.tsx';
import { ShellEnding } from './ShellEnding.tsx';
import { ShellFind } from './ShellFind.tsx';
import { ShellFooter } from './ShellFooter.tsx';
import classes from './shell.module.css';
import type { ShellTarget } from './target.ts';
import { useKeyboardRoom } from './useKeyboardRoom.ts';
import { useLeaveWarning } from './useLeaveWarning.ts';
import { useShellSession } from './useShellSession.ts';

const PasteDialog = lazyOverlay(() => import('./PasteDialog.tsx'));

interface Props {
  target: ShellTarget;
  phone: boolean;
}

/** A shell in one container. Leaving ends it. */
export default function ShellView(props: Props) {
  const { hostKey, containerId } = props.target;
  return <ShellPane key={`${hostKey}/${containerId}`} {...props} />;
}

function ShellPane({ target, phone }: Props) {
  const view = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const [finding, setFinding] = useState(false);
  const { result, copy } = useCopy();
  const { session, state } = useShellSession({
    target,
    host,
    onCopy: (text) => void (text !== '' && copy(text)),
    onFind: () => setFinding(true),
  });
  const { phase } = state;
  useLeaveWarning(phase?.kind === 'open');
  useKeyboardRoom(view, phone);
  const idle = phase === null && !target.running;

  return (
    <div ref={view} className={classes.view} data-phone={phone || undefined}>
      <div className={classes.body}>
        <div
          ref={host}
          className={classes.terminal}
          role="region"
          aria-label={`Shell in ${visible(target.name)}`}
        />
        {idle && (
          <div className={classes.idle} role="status">
            <p>
              <SafeText text={target.name} className={classes.what} /> is not running. Start it to
              open a shell.
            </p>
          </div>
        )}
        {finding && (
          <ShellFind
            session={session}
            matches={state.matches}
            onClose={() => {
              setFinding(false);
              session.stopFinding();
            }}
          />
        )}
      </div>
      <ShellEnding session={session} phase={phase} running={target.running} />
      <ShellFooter
        session={session}
        state={state}
        target={target}
        phone={phone}
        copied={result}
        onCopy={() => void copy(session.selection)}
        onFind={() => setFinding(true)}
      />
      {phone && phase?.kind === 'open' && <KeyBar session={session} ctrl={state.ctrl} />}
      {state.doubtful !== null && (
        <PasteDialog
          text={state.doubtful}
          onClose={() => session.answerPaste(false)}
          onConfirm={() => session.answerPaste(true)}
        />
      )}
    </div>
  );
}
