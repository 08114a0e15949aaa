import { useMemo } from 'react';
import { lazyOverlay } from '../../components/lazyPart.tsx';
import { useJobs } from './actions/useJobs.ts';
import { canAct } from './actions/verbs.ts';
import type { TableProps } from './TableView.tsx';
import type { ContainerRow } from './view.ts';

const Dock = lazyOverlay(() => import('./actions/Dock.tsx'));

interface Props extends TableProps {
  /** What the filter lets through. */
  shown: readonly ContainerRow[];
}

/** What is chosen and what is being done; comes with the first of either. */
export function Docked({ rows: all, shown, memory, acting, viewport }: Props) {
  const { keys } = memory.selection;
  const picking = viewport === 0 && memory.picking;
  const { jobs } = useJobs();
  const chosen = useMemo(
    () =>
      keys.size === 0 ? [] : all.filter((row) => keys.has(row.key) && canAct(row, acting.admin)),
    [all, keys, acting.admin],
  );
  if (chosen.length === 0 && jobs.length === 0 && !picking) return null;
  const inSight = new Set(shown);
  return (
    <Dock
      rows={chosen}
      hidden={chosen.filter((row) => !inSight.has(row)).length}
      acting={acting}
      picking={picking}
      onClose={memory.letGo}
    />
  );
}
