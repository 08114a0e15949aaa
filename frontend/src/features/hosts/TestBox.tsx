import { useEffect, useRef, type ReactNode } from 'react';
import { HostGlyph } from '../../components/glyphs.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import classes from './testResult.module.css';

interface Props {
  testing: boolean;
  /** The question could not be asked, or not answered. */
  problem: string | null;
  /** How it went, once it did. */
  children?: ReactNode;
}

/** How a trial connection goes and went. */
export function TestBox({ testing, problem, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const any = testing || problem !== null || Boolean(children);
  useEffect(() => {
    if (any) box.current?.scrollIntoView({ block: 'nearest' });
  }, [any, testing]);
  return (
    <div ref={box} className={classes.box} role="status" aria-label="Connection test">
      {testing && (
        <div className={classes.result}>
          <Spinner />
          <b>Testing the connection</b>
        </div>
      )}
      {!testing && problem !== null && (
        <div className={classes.result} data-tone="danger">
          <HostGlyph status="offline" />
          <span>{problem}</span>
        </div>
      )}
      {!testing && children}
    </div>
  );
}
