import { useEffect, useState } from 'react';
import { live } from '../live.ts';

/**
 * Says which containers are on the screen for as long as the caller is: these are measured first.
 * @param keys `<host key>/<container id>`
 */
export function useShown(keys: readonly string[]) {
  const [owner] = useState(() => ({}));
  const joined = keys.join(' ');
  useEffect(() => {
    live.show(owner, joined === '' ? [] : joined.split(' '));
  }, [owner, joined]);
  useEffect(() => () => live.show(owner, []), [owner]);
}
