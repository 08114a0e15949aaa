import { lazy, Suspense, useMemo } from 'react';
import { useJobs } from './actions/useJobs.ts';
import { canAct } from './actions/verbs.ts';
import type { TableProps } from './TableView.tsx';
import type { ContainerRow } from './view.ts';

const Dock = lazy(() => import('./actions/Dock.tsx'));

interface Props extends TableProps {
  /** What the filter lets through. */
  shown: readonly ContainerRow[];
}

/** What is chosen and what is being done; comes with the first of either. */
export function Docked({ rows: all, shown, memory, acting, viewport }: Props) {
  const { keys } = memory.selection;
  const { jobs } = useJobs();
  const chosen = useMemo(
    () =>
      keys.size === 0 || viewport === 0
        ? []
        : all.filter((row) => keys.has(row.key) && canAct(row, acting.admin)),
    [all, keys, viewport, acting.admin],
  );
  if (chosen.length === 0 && jobs.length === 0) return null;
  const inSight = new Set(shown);
  return (
    <Suspense fallback={null}>
      <Dock
        rows={chosen}
        hidden={chosen.filter((row) => !inSight.has(row)).length}
        acting={acting}
        onSelect={memory.select}
      />
    </Suspense>
  );
}
