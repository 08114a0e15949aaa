import { logPage } from '@archnest/backend/contract';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { request } from '../../api.ts';
import { api } from '../../apiPaths.ts';
import { LogSession } from './engine/session.ts';
import type { LogTarget } from './target.ts';

function open({ source, hostId, containerId, running }: LogTarget, raw: boolean): LogSession {
  return new LogSession({
    url: (query) => api.followLogs(source, hostId, containerId, query),
    fetchPage: async (query) => {
      const page = await request('GET', api.logs(source, hostId, containerId, query), logPage);
      return page.lines;
    },
    running,
    raw,
  });
}

/** The log of one container for as long as it is looked at. Give its component the container as `key`. */
export function useLogSession(target: LogTarget, raw: boolean): LogSession {
  const [session] = useState(() => open(target, raw));
  useSyncExternalStore(session.subscribe, session.getVersion);
  useEffect(() => {
    session.start();
    return () => session.dispose();
  }, [session]);
  useEffect(() => session.setRunning(target.running), [session, target.running]);
  useEffect(() => session.setRaw(raw), [session, raw]);
  return session;
}
