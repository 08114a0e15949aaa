import type { ContainerRow } from '../view.ts';
import { formatSpan, parseTime } from '../../../lib/format.ts';
import { isUp, type Action } from './verbs.ts';
import type { Options } from './jobs.ts';

export interface Consequence {
  text: string;
  /** It loses what it was doing. */
  harsh: boolean;
  /** Whether the action is sent for it at all. */
  included: boolean;
}

/** How it ended: `exited 3 d ago`, `exited 137, 2 h ago`, `never started`. */
function rest({ container }: ContainerRow, now: number): string {
  const { state, exitCode, finishedAt } = container;
  if (state === 'created') return 'never started';
  if (state !== 'exited') return state;
  const at = parseTime(finishedAt);
  const code = exitCode === null || exitCode === 0 ? '' : ` ${exitCode}`;
  if (at === null) return `exited${code}`;
  return `exited${code}${code ? ',' : ''} ${formatSpan(now - at)} ago`;
}

const ends: Partial<Record<Action, string>> = {
  stop: 'will be stopped',
  restart: 'will be restarted',
  kill: 'will be killed',
};

/** What an action will do to one container, in words. */
export function consequence(
  action: Action,
  row: ContainerRow,
  { force }: Options,
  now: number,
): Consequence {
  const { state } = row.container;
  const up = isUp(state);
  if (action === 'remove') {
    if (!up) return { text: rest(row, now), harsh: false, included: true };
    return force
      ? { text: `${state}, will be killed`, harsh: true, included: true }
      : { text: `${state}, stays`, harsh: false, included: false };
  }
  if (!up) return { text: `${rest(row, now)}, will be started`, harsh: false, included: true };
  return { text: `${state}, ${ends[action] ?? ''}`, harsh: action === 'kill', included: true };
}

/** What the reader need not fear for. */
export function staying(action: Action, { volumes }: Options): string {
  if (action === 'remove')
    return volumes ? 'Named volumes and images stay.' : 'Volumes and images stay.';
  if (action === 'kill') return 'Containers and volumes stay. What was not saved is lost.';
  return 'Containers and their data stay.';
}
