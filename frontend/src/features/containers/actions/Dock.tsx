import { useEffect } from 'react';
import type { ContainerRow } from '../view.ts';
import classes from './dock.module.css';
import { JobCard } from './JobCard.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { preloadDialog, type Acting } from './useActing.tsx';
import { useJobs } from './useJobs.ts';

interface Props {
  /** Chosen rows. */
  rows: readonly ContainerRow[];
  /** How many of them the filter hides. */
  hidden: number;
  acting: Acting;
  /** On a phone, whether a tap chooses: also before the first. */
  picking: boolean;
  /** Lets go of what is chosen. */
  onClose: () => void;
}

/** Over the end of the table: what is chosen, and what is being done. */
export default function Dock({ rows, hidden, acting, picking, onClose }: Props) {
  const { jobs } = useJobs();
  const chosen = rows.length > 0 || picking;
  useEscape(chosen, onClose);
  useEffect(preloadDialog, []);
  // One container alone shows in its row how it goes; only what failed needs words.
  const told = jobs.filter(
    ({ steps }) => steps.length > 1 || steps.some(({ phase }) => phase === 'failed'),
  );
  if (!chosen && told.length === 0) return null;
  return (
    <div className={classes.dock}>
      {told.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
      {chosen && (
        <SelectionBar
          rows={rows}
          hidden={hidden}
          act={acting.act}
          onClear={onClose}
          phone={picking}
        />
      )}
    </div>
  );
}

/** Escape lets go of what is chosen, unless something above wants it first. */
function useEscape(on: boolean, onClose: () => void) {
  useEffect(() => {
    if (!on) return;
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.matches('input, textarea');
      const covered = document.querySelector('[role=dialog], [role=menu]') !== null;
      if (event.key === 'Escape' && !typing && !covered) onClose();
    };
    // Before a dialog hears it: by the time that it has closed, nothing would be above any more.
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [on, onClose]);
}
