import { Button } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { CommandLine } from '../../components/Command.tsx';
import { HealthGlyph, HostGlyph } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
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

/** It answered. */
export const Answered = ({ what, children }: { what: ReactNode; children: ReactNode }) => (
  <div className={classes.result} data-tone="ok">
    <HealthGlyph value="healthy" />
    <div>
      <b>{what}</b>
      {children}
    </div>
  </div>
);

interface RefusedProps {
  /** The problem as the contract names it; `null` for one that it does not know. */
  problem: string | null;
  glyph: ReactNode;
  title: ReactNode;
  /** What the other side said, if it said anything. */
  message: string | null;
  /** What else is to be seen. */
  children?: ReactNode;
  /** What to do about it. */
  hint: string | undefined;
  command: string | undefined;
  /** What puts it right here. */
  fix?: { words: string; onFix: () => void } | undefined;
}

/** It did not: what happened, then what to do. */
export const Refused = ({
  problem,
  glyph,
  title,
  message,
  hint,
  command,
  fix,
  ...rest
}: RefusedProps) => (
  <div className={classes.result} data-tone="danger" data-problem={problem}>
    {glyph}
    <div>
      <b>{title}</b>
      {message !== null && (
        <p>
          <SafeText text={message} />
        </p>
      )}
      {rest.children}
      {hint !== undefined && <p>{hint}</p>}
      {command !== undefined && (
        <div className={classes.command}>
          <CommandLine text={command} />
        </div>
      )}
      {fix && (
        <Button className={classes.fix} onClick={fix.onFix}>
          {fix.words}
        </Button>
      )}
    </div>
  </div>
);
