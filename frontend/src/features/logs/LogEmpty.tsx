import { Button } from '@mantine/core';
import { useDelayed } from '../../hooks/useDelayed.ts';
import { plural } from '../../lib/format.ts';
import type { LogSession } from './engine/session.ts';
import { noFilter } from './engine/rows.ts';
import classes from './logs.module.css';

/** Where no line is: because there is none, because none passes, or because none came yet. */
export function LogEmpty({ session }: { session: LogSession }) {
  const { buffer, rows, phase } = session;
  const waiting = buffer.lines === 0 && phase.kind === 'connecting';
  const late = useDelayed(waiting, 150);
  if (late) return <Skeleton />;
  if (waiting || rows.passing.length > 0) return null;
  if (buffer.lines > 0) {
    return (
      <div className={classes.empty}>
        <p>
          No line passes this filter. {plural(buffer.lines, 'line')}{' '}
          {buffer.lines === 1 ? 'is' : 'are'} hidden by it.
        </p>
        <Button onClick={() => session.setFilter(noFilter)}>Clear filter</Button>
      </div>
    );
  }
  if (phase.kind === 'failed' || phase.kind === 'closed') return null;
  return (
    <div className={classes.empty}>
      <p>
        {phase.kind === 'live'
          ? 'Nothing was written yet. What comes shows up here.'
          : 'Nothing was written.'}
      </p>
    </div>
  );
}

const widths = [58, 41, 72, 35, 64, 50, 46, 69];

const Skeleton = () => (
  <div className={classes.skeleton} aria-hidden>
    {widths.map((width) => (
      <span key={width} style={{ width: `${width}%` }} />
    ))}
  </div>
);
