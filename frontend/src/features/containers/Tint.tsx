import { useEffect, useRef, type ReactNode } from 'react';
import { motionless } from '../../appearance.ts';
import classes from './cells.module.css';

interface Props<T> {
  value: T;
  /** Whether a reader should notice; any change unless it says otherwise. */
  notable?: (before: T, value: T) => boolean;
  children: ReactNode;
}

const different = (before: unknown, value: unknown) => before !== value;

/** Tints a value once when it changed while it was on the screen. */
export function Tint<T>({ value, notable = different, children }: Props<T>) {
  const element = useRef<HTMLSpanElement>(null);
  const last = useRef(value);
  useEffect(() => {
    const before = last.current;
    last.current = value;
    if (before === value || !notable(before, value) || motionless()) return;
    element.current?.animate(
      [{ backgroundColor: 'var(--an-selected)' }, { backgroundColor: 'transparent' }],
      { duration: 600, easing: 'ease-out' },
    );
  }, [value, notable]);
  return (
    <span ref={element} className={classes.tint}>
      {children}
    </span>
  );
}

/** Samples move all the time: only a step is worth a look, of this many points or this share. */
export const isStep =
  (points: number, share: number) =>
  (before: number | null, value: number | null): boolean => {
    if (before === null || value === null) return false;
    const step = Math.abs(value - before);
    return step >= points && step >= before * share;
  };
