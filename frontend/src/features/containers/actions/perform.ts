import { z } from 'zod';
import { ApiError, request } from '../../../api.ts';
import { live } from '../../../live.ts';
import { api } from '../../../apiPaths.ts';
import { hostIdOf } from '../../../paths.ts';
import { JobRunner, type Options, type Target } from './jobs.ts';
import type { Action } from './verbs.ts';

/** The server answers when it is done, and its row comes by the socket: mostly before, at times just after. */
const rowFollowsWithin = 1_500;

/** Where a container stands, as far as an action can change it. */
function standing({ host, id }: Target): string {
  const all = live.getState().containers.get(host.key);
  const found = all?.find((container) => container.id === id);
  return found ? `${found.state} ${found.startedAt} ${found.finishedAt}` : 'gone';
}

/** Settles when the row says something else than `before`: else it would show its old state for a blink. */
function rowChanged(target: Target, before: string): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (standing(target) !== before) finish();
    };
    const timer = setTimeout(finish, rowFollowsWithin);
    const unsubscribe = live.subscribe(check);
    function finish() {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    }
    check();
  });
}

async function perform(action: Action, target: Target, options: Options): Promise<void> {
  const { source, key } = target.host;
  const before = standing(target);
  const at = [source, hostIdOf(key), target.id] as const;
  try {
    if (action === 'remove') await request('DELETE', api.removal(...at, options), z.unknown());
    else await request('POST', api.containerVerb(...at, action), z.unknown());
  } catch (error) {
    // Not a query: nobody else would notice that the session ended.
    if (error instanceof ApiError && error.code === 'unauthenticated') live.onDoubt();
    throw error;
  }
  await rowChanged(target, before);
}

/** What is being done to containers, wherever on the page it was asked for. */
export const jobs = new JobRunner(perform);
