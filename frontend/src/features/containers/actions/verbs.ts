import type { ContainerState, ContainerVerb } from '@archnest/backend/contract';
import { isCutOff } from '../../../components/hostStanding.ts';
import type { ContainerRow } from '../view.ts';

/** What can be done to a container, in the order in which it is offered. */
export const actions = ['start', 'restart', 'stop', 'pause', 'unpause', 'kill', 'remove'] as const;
export type Action = ContainerVerb | 'remove';

interface Words {
  verb: string;
  doing: string;
  done: string;
}

export const words: Record<Action, Words> = {
  start: { verb: 'Start', doing: 'Starting', done: 'Started' },
  stop: { verb: 'Stop', doing: 'Stopping', done: 'Stopped' },
  restart: { verb: 'Restart', doing: 'Restarting', done: 'Restarted' },
  pause: { verb: 'Pause', doing: 'Pausing', done: 'Paused' },
  unpause: { verb: 'Unpause', doing: 'Unpausing', done: 'Unpaused' },
  kill: { verb: 'Kill', doing: 'Killing', done: 'Killed' },
  remove: { verb: 'Remove', doing: 'Removing', done: 'Removed' },
};

const up: readonly ContainerState[] = ['running', 'paused', 'restarting'];

/** Whether it has processes: what removing it would need force for. */
export const isUp = (state: ContainerState) => up.includes(state);

const fitting: Record<Action, readonly ContainerState[]> = {
  start: ['exited', 'created'],
  stop: up,
  restart: ['running', 'paused', 'restarting', 'exited'],
  pause: ['running'],
  unpause: ['paused'],
  kill: up,
  remove: ['running', 'paused', 'restarting', 'exited', 'created', 'dead'],
};

/** Whether an action does anything to a container in this state. */
export const fits = (action: Action, state: ContainerState) => fitting[action].includes(state);

/** The way out of this state that is wanted most. */
export function primaryOf(state: ContainerState): Action | null {
  if (state === 'paused') return 'unpause';
  return (['start', 'stop'] as const).find((action) => fits(action, state)) ?? null;
}

/** An admin may act on a host that takes orders and is there to take them. */
export const canAct = ({ host }: ContainerRow, admin: boolean) =>
  admin && !host.readOnly && !isCutOff(host.status);

/**
 * Whether to ask first. What cannot be undone always asks; several at once ask too, unless it can only do good.
 * @param count how many containers
 */
export function asksFirst(action: Action, count: number): boolean {
  if (action === 'kill' || action === 'remove') return true;
  return count > 1 && (action === 'stop' || action === 'restart');
}
