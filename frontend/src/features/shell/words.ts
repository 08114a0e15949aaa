import { closeCode } from '@archnest/backend/contract';
import { formatClock } from '../../lib/format.ts';
import type { ShellPhase } from './engine/ShellSocket.ts';

export interface Ending {
  tone: 'plain' | 'warn' | 'danger';
  what: string;
  /** The code that the shell ended with. */
  code: number | null;
  next: string;
  /** What starts another shell; `null` where that would fail in the same way. */
  button: string | null;
}

const closed: Record<number, Pick<Ending, 'what' | 'next'>> = {
  [closeCode.sessionEnded]: { what: 'Your session ended.', next: 'Sign in again.' },
  [closeCode.roleLost]: {
    what: 'Your role is member: you can look.',
    next: 'Ask an admin to act.',
  },
  [closeCode.hostRemoved]: { what: 'The host was removed from ArchNest.', next: '' },
};

/** Why there is no shell; `null` while there is one, or will be. */
export function endingOf(phase: ShellPhase | null): Ending | null {
  if (phase === null || phase.kind === 'connecting' || phase.kind === 'open') return null;
  const plain = { tone: 'plain', code: null, button: 'Start again' } as const;
  if (phase.kind === 'ended') {
    const at = `at ${formatClock(phase.at)}`;
    return phase.code === null
      ? { ...plain, what: 'Shell ended', next: at }
      : { ...plain, what: 'Shell ended with code', code: phase.code, next: at };
  }
  if (phase.kind === 'lost') {
    return {
      ...plain,
      tone: 'warn',
      what: `Connection lost at ${formatClock(phase.at)}.`,
      next: 'The shell ended with it.',
      button: 'Reconnect',
    };
  }
  if (phase.kind === 'failed') {
    return { ...plain, tone: 'danger', what: phase.message, next: '', button: 'Try again' };
  }
  if (phase.kind === 'refused') {
    return {
      ...plain,
      tone: 'danger',
      what: 'The shell could not be opened: the server did not take the connection.',
      next: '',
      button: 'Try again',
    };
  }
  const verdict = closed[phase.code] ?? { what: 'The connection was closed.', next: '' };
  return { ...plain, ...verdict, tone: 'danger', button: null };
}
