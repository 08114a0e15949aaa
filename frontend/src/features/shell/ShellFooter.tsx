import { IconAlertTriangle, IconCheck, IconCopy, IconSearch } from '@tabler/icons-react';
import { sourceNames } from '../../components/glyphs.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { Time } from '../../components/Time.tsx';
import type { ShellSession, ShellState } from './engine/ShellSession.ts';
import { ShellChooser } from './ShellChooser.tsx';
import classes from './shell.module.css';
import type { ShellTarget } from './target.ts';

interface Props {
  session: ShellSession;
  state: ShellState;
  target: ShellTarget;
  phone: boolean;
  copied: 'idle' | 'copied' | 'failed';
  onCopy: () => void;
  onFind: () => void;
}

const copyIcons = { idle: IconCopy, copied: IconCheck, failed: IconAlertTriangle };

/** What runs, as whom, how far away and how large. */
export function ShellFooter({ session, state, target, phone, copied, onCopy, onFind }: Props) {
  const { phase, choice, size, latency, selected } = state;
  const shell = phase?.kind === 'open' ? phase.shell : null;
  const CopyIcon = copyIcons[copied];
  const copyWord = { idle: 'Copy the selection', copied: 'Copied', failed: 'Could not copy' };
  return (
    <div className={classes.footer}>
      <Connection phase={phase} />
      <ShellChooser
        choice={choice}
        current={shell}
        disabled={!target.running}
        onStart={(next) => void session.start(next)}
      />
      {!phone && (
        <span data-tip="From the last keys to what the shell answered">
          {sourceNames[target.source]}
          {shell !== null && latency !== null && `, ${latency} ms`}
        </span>
      )}
      {size && phase !== null && (
        <span aria-label={`${size.cols} columns, ${size.rows} rows`}>
          {size.cols} × {size.rows}
        </span>
      )}
      <span className={classes.end}>
        {!phone && shell !== null && (
          <span className={classes.closing}>Closing this ends {shell} in the container</span>
        )}
        <button
          type="button"
          className="icon-button"
          data-small
          aria-label="Find in the terminal"
          data-tip="Find, Ctrl+Shift+F"
          onClick={onFind}
        >
          <IconSearch size={16} stroke={1.6} aria-hidden />
        </button>
        <button
          type="button"
          className="icon-button"
          data-small
          aria-label="Copy the selection"
          data-tip={`${copyWord[copied]}${copied === 'idle' ? ', Ctrl+Shift+C' : ''}`}
          data-result={copied}
          disabled={!selected}
          // The terminal keeps its focus, and with it the selection on a phone.
          onPointerDown={(event) => event.preventDefault()}
          onClick={onCopy}
        >
          <CopyIcon size={16} stroke={1.6} aria-hidden />
          <span className="sr-only" role="status">
            {copied === 'idle' ? '' : copyWord[copied]}
          </span>
        </button>
      </span>
    </div>
  );
}

function Connection({ phase }: { phase: ShellState['phase'] }) {
  if (phase?.kind === 'open') {
    return (
      <span className={classes.connected} role="status">
        <span className={classes.dot} aria-hidden />
        <span>
          Connected <Time at={phase.at} form="span" every={10_000} />
        </span>
      </span>
    );
  }
  if (phase?.kind === 'connecting') {
    return (
      <span className={classes.connecting} role="status">
        <Spinner small /> Connecting
      </span>
    );
  }
  return <span role="status">Not connected</span>;
}
