import { useEffect, useState } from 'react';

/** `true` once `on` has lasted for `delay` milliseconds; `false` at once when it ends. */
export function useDelayed(on: boolean, delay: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!on) return;
    const timer = setTimeout(() => setLate(true), delay);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [on, delay]);
  return on && late;
}
