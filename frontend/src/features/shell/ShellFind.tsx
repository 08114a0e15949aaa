import { IconX } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import { MatchSteps } from '../../components/MatchSteps.tsx';
import type { ShellSession, ShellState } from './engine/ShellSession.ts';
import classes from './shell.module.css';

interface Props {
  session: ShellSession;
  matches: ShellState['matches'];
  onClose: () => void;
}

/** Looks through what the terminal has shown. */
export function ShellFind({ session, matches, onClose }: Props) {
  const [text, setText] = useState('');
  const step = (direction: 1 | -1) => text !== '' && session.find(text, direction);
  const onKeyDown = (event: KeyboardEvent) => {
    // The newest is at the end: Enter goes back through what was.
    if (event.key === 'Enter') step(event.shiftKey ? 1 : -1);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
  };
  const none = !matches || matches.count === 0;
  const count = none ? 'No match' : `${matches.at + 1} of ${matches.count}`;
  return (
    <div className={classes.find} role="search">
      <input
        autoFocus
        type="text"
        placeholder="Find in the terminal"
        aria-label="Find in the terminal"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          session.find(event.currentTarget.value, -1, true);
        }}
        onKeyDown={onKeyDown}
      />
      <span className={classes.count} role="status">
        {text === '' ? '' : count}
      </span>
      <MatchSteps disabled={none} onStep={step} enter={-1} />
      <button
        type="button"
        className="icon-button"
        data-small
        aria-label="Close the search"
        onClick={onClose}
      >
        <IconX size={16} stroke={1.6} aria-hidden />
      </button>
    </div>
  );
}
