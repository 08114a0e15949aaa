import type { ContainerHealth } from '@archnest/backend/contract';
import { HealthGlyph, StateGlyph, type StateShape } from './glyphs.tsx';
import { Spinner } from './Spinner.tsx';
import classes from './StateView.module.css';
import { Unknown } from './Unknown.tsx';

interface StateProps {
  shape: StateShape;
  word: string;
  exitCode: number | null;
}

/** What is being done takes the place of what is. */
export const DoingView = ({ word }: { word: string }) => (
  <span className={classes.view}>
    <Spinner small />
    <span className="truncate">{word}</span>
  </span>
);

/** "Running" stays grey: only trouble speaks. */
export const StateView = ({ shape, word, exitCode }: StateProps) => (
  <span className={classes.view} data-shape={shape}>
    <StateGlyph shape={shape} />
    <span className="truncate">{word}</span>
    {(shape === 'exited' || shape === 'failed') && exitCode !== null && (
      <code className={classes.code} data-tip={`Exit code ${exitCode}`}>
        {exitCode}
      </code>
    )}
  </span>
);

const words: Record<Exclude<ContainerHealth, 'none'>, string> = {
  healthy: 'Healthy',
  starting: 'Starting',
  unhealthy: 'Unhealthy',
};

interface HealthProps {
  value: ContainerHealth | null;
  /** Failed checks in a row. */
  streak?: number | null;
}

export function HealthView({ value, streak = null }: HealthProps) {
  if (value === null) return <Unknown what="Health" />;
  if (value === 'none') {
    return (
      <span className={classes.none} data-tip="No health check">
        <span aria-hidden>—</span>
        <span className="sr-only">No health check</span>
      </span>
    );
  }
  return (
    <span className={classes.view} data-health={value}>
      <HealthGlyph value={value} />
      <span className="truncate">{words[value]}</span>
      {value === 'unhealthy' && streak !== null && streak > 0 && (
        <code className={classes.code} data-tip={`${streak} failed in a row`}>
          ×{streak}
        </code>
      )}
    </span>
  );
}
