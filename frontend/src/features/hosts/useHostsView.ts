import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { hostsPath, type HostsView } from '../../paths.ts';
import { readHostsView } from './hostsView.ts';

export type UpdateHosts = (patch: Partial<HostsView>, options?: { replace?: boolean }) => void;

const writeAfter = 250;

/** The view that the address holds, and how to change it. Typing replaces, choosing pushes. */
export function useHostsView(): [HostsView, UpdateHosts] {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const view = useMemo(() => readHostsView(params), [params]);
  const update = useCallback<UpdateHosts>(
    (patch, options) => {
      // The address itself, not this render's copy: two changes in one tick must both arrive.
      const now = readHostsView(new URLSearchParams(window.location.search));
      const path = hostsPath({ ...now, ...patch });
      if (path !== hostsPath(now)) void navigate(path, { replace: options?.replace ?? false });
    },
    [navigate],
  );
  return [view, update];
}

/** The search as typed: the address follows when the typing pauses, and leads when it changes by itself. */
export function useTypedHostSearch(inAddress: string, update: UpdateHosts) {
  const [typed, setTyped] = useState(inAddress);
  const [seen, setSeen] = useState(inAddress);
  const [written, setWritten] = useState(inAddress);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (inAddress !== seen) {
    setSeen(inAddress);
    if (inAddress !== written) setTyped(inAddress);
  }
  const change = (search: string) => {
    setTyped(search);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setWritten(search);
      update({ search }, { replace: true });
    }, writeAfter);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return [typed, change] as const;
}
