import { useEffect, useMemo, useState } from 'react';
import { useLive } from '../../hooks/useLive.ts';

const patience = 2_000;

/**
 * Keys of the hosts that are known but whose containers have not come although nothing else is coming
 * either: the server skips a host that it cannot read, and says no more about it.
 */
export function useUnreadHosts(): ReadonlySet<string> {
  const { hosts, containers } = useLive();
  const missing = (hosts ?? []).flatMap(({ key }) => (containers.has(key) ? [] : [key])).join(' ');
  const [givenUp, giveUp] = useState('');

  // Each host that does come gives the rest as long again: a slow line brings them one by one.
  useEffect(() => {
    const timer = setTimeout(() => giveUp(missing), missing === '' ? 0 : patience);
    return () => clearTimeout(timer);
  }, [missing]);

  return useMemo(() => {
    const late = new Set(givenUp.split(' '));
    return new Set(missing.split(' ').filter((key) => key !== '' && late.has(key)));
  }, [missing, givenUp]);
}
