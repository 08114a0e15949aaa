import { user } from '@archnest/backend/contract';
import { closeCode } from '@archnest/backend/contract';
import { useEffect, useState, useSyncExternalStore, type RefObject } from 'react';
import { ApiError, request } from '../../api.ts';
import { api } from '../../apiPaths.ts';
import { ShellSession } from './engine/ShellSession.ts';
import type { ShellPhase } from './engine/ShellSocket.ts';
import type { ShellTarget } from './target.ts';

/** A browser says nothing of a refused socket but that it failed; who asks is known by an ordinary request. */
async function explain(): Promise<ShellPhase> {
  try {
    const { role } = await request('GET', api.me, user);
    return role === 'admin' ? { kind: 'refused' } : { kind: 'closed', code: closeCode.roleLost };
  } catch (error) {
    const ended = error instanceof ApiError && error.code === 'unauthenticated';
    return ended ? { kind: 'closed', code: closeCode.sessionEnded } : { kind: 'refused' };
  }
}

interface Options {
  target: ShellTarget;
  host: RefObject<HTMLDivElement | null>;
  onCopy: (text: string) => void;
  onFind: () => void;
}

/** The shell of one container for as long as it is looked at; opens at once when the container runs. */
export function useShellSession({ target, host, onCopy, onFind }: Options) {
  const { source, hostId, containerId, running } = target;
  const [session] = useState(
    () =>
      new ShellSession({
        url: (query) => api.exec(source, hostId, containerId, query),
        explain,
        onCopy,
        onFind,
      }),
  );
  const state = useSyncExternalStore(session.subscribe, session.getState);
  useEffect(() => {
    if (!host.current) return;
    session.attach(host.current);
    return () => session.dispose();
  }, [session, host]);

  // After a stop and a start the reader is asked: a new shell is another process.
  const first = state.phase === null;
  useEffect(() => {
    if (running && first) void session.start();
  }, [session, running, first]);
  return { session, state };
}
