import { closeCode } from '@archnest/backend/contract';
import { formatClock } from '../../lib/format.ts';
import type { Level } from './engine/entry.ts';
import type { FeedPhase } from './engine/feed.ts';

export const levelTags: Record<Level, string> = {
  fatal: 'FTL',
  error: 'ERR',
  warn: 'WRN',
  info: 'INF',
  debug: 'DBG',
  trace: 'TRC',
};

export const levelNames: Record<Level, string> = {
  fatal: 'Fatal',
  error: 'Error',
  warn: 'Warning',
  info: 'Info',
  debug: 'Debug',
  trace: 'Trace',
};

export interface Standing {
  tone: 'plain' | 'warn' | 'danger';
  /** What happened; then what to do or what will be done. */
  what: string;
  next: string;
  /** What the button says, where pressing it makes sense. */
  button: string | null;
  /** Something goes on by itself. */
  busy: boolean;
}

const closed: Record<number, Standing> = {
  [closeCode.sessionEnded]: {
    tone: 'danger',
    what: 'Your session ended.',
    next: 'Sign in again.',
    button: null,
    busy: false,
  },
  [closeCode.roleLost]: {
    tone: 'danger',
    what: 'Your role does not let you read this log any more.',
    next: 'Ask an admin.',
    button: null,
    busy: false,
  },
  [closeCode.hostRemoved]: {
    tone: 'warn',
    what: 'The host was removed from ArchNest.',
    next: 'This is what was left of the log.',
    button: null,
    busy: false,
  },
};

/** What is said about the connection; `null` while there is nothing to say. */
export function standingOf(phase: FeedPhase): Standing | null {
  if (phase.kind === 'closed') return closed[phase.code] ?? null;
  if (phase.kind === 'failed') {
    return {
      tone: 'danger',
      what: 'The log could not be read.',
      next: `${phase.message}${phase.retrying ? ' Trying again.' : ''}`,
      button: phase.retrying ? 'Retry now' : 'Try again',
      busy: false,
    };
  }
  if (phase.kind === 'lost') {
    return {
      tone: 'plain',
      what: 'Connection lost.',
      next: `Shown as of ${formatClock(phase.at)}, reconnecting.`,
      button: 'Retry now',
      busy: true,
    };
  }
  return phase.kind === 'ended' ? ended(phase) : null;
}

function ended({ reason, at }: Extract<FeedPhase, { kind: 'ended' }>): Standing {
  if (reason === 'lost') {
    return {
      tone: 'warn',
      what: 'The host does not answer.',
      next: `Shown as of ${formatClock(at)}, trying again.`,
      button: 'Retry now',
      busy: true,
    };
  }
  if (reason === 'removed') {
    return {
      tone: 'plain',
      what: 'The container was removed.',
      next: 'This is what was left of its log.',
      button: null,
      busy: false,
    };
  }
  return {
    tone: 'plain',
    what: 'The container is not running.',
    next: 'Its log goes on here when it starts.',
    button: 'Follow again',
    busy: false,
  };
}
