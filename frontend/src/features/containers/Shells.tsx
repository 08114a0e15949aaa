import { Suspense, useState } from 'react';
import type { TabId } from '../../paths.ts';
import { nextSessions, type ShellSession } from './shellSessions.ts';
import classes from './shells.module.css';
import { toTarget, type ContainerTarget, type SectionViews } from './target.ts';
import type { ContainerRow } from './view.ts';

interface Props {
  tabs: readonly TabId[];
  /** The tab whose shell is in front. */
  shell: TabId | null;
  byTab: ReadonlyMap<TabId, ContainerRow>;
  phone: boolean;
  View: SectionViews['shell'];
}

/** Every shell that was opened and not closed. Those that are not in front stay connected, out of sight. */
export function Shells({ tabs, shell, byTab, phone, View }: Props) {
  const [sessions, setSessions] = useState<readonly ShellSession[]>([]);
  const [targets] = useState(() => new Map<TabId, ContainerTarget>());
  const next = nextSessions(sessions, tabs, shell);
  if (next !== sessions) setSessions(next);
  return sessions.map(({ key, tab }) => {
    const target = lastTarget(targets, tab, byTab.get(tab));
    return (
      target && (
        <div key={key} className={classes.shell} hidden={tab !== shell}>
          <Suspense fallback={null}>
            <View target={target} phone={phone} />
          </Suspense>
        </div>
      )
    );
  });
}

/** The target of a tab, the same one until something in it changes; also after its container is gone. */
function lastTarget(
  targets: Map<TabId, ContainerTarget>,
  tab: TabId,
  row: ContainerRow | undefined,
): ContainerTarget | undefined {
  const before = targets.get(tab);
  if (!row) return before;
  const now = toTarget(row);
  const same =
    before !== undefined &&
    before.containerId === now.containerId &&
    before.name === now.name &&
    before.running === now.running;
  if (!same) targets.set(tab, now);
  return targets.get(tab);
}
