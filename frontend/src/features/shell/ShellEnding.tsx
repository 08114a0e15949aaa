import { Button } from '@mantine/core';
import { SafeText } from '../../components/SafeText.tsx';
import type { ShellSession, ShellState } from './engine/ShellSession.ts';
import classes from './shell.module.css';
import { endingOf } from './words.ts';

interface Props {
  session: ShellSession;
  phase: ShellState['phase'];
  running: boolean;
}

/** How a shell ended, or why there is none, and the way to another. */
export function ShellEnding({ session, phase, running }: Props) {
  const ending = endingOf(phase);
  if (!ending) return null;
  const { tone, what, code, next, button } = ending;
  return (
    <div className={classes.ending} data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      <span>
        <SafeText text={what} className={classes.what} /> {code !== null && <code>{code}</code>}{' '}
        {next}
      </span>
      {button !== null && (
        <Button variant="filled" disabled={!running} onClick={() => void session.start()}>
          {button}
        </Button>
      )}
    </div>
  );
}
