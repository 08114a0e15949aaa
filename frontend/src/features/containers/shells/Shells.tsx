import { useEffect, useState, useSyncExternalStore, type ComponentType } from 'react';
import { useLive } from '../../../hooks/useLive.ts';
import type { LiveState } from '../../../liveState.ts';
import { splitTabId, type TabId } from '../../../paths.ts';
import { toTarget, type ContainerTarget, type SectionProps } from '../target.ts';
import { rowHost, toRow } from '../view.ts';
import { openShells } from './openShells.ts';
import classes from './shells.module.css';

interface Props {
  phone: boolean;
  View: ComponentType<SectionProps>;
}

export const shellsId = 'open-shells';

/**
 * Every shell that was opened and not closed; those that are not in front stay connected, out of sight. Placed once,
 * under all pages: it takes the place that the page with the front tab leaves to it, and ends with the session.
 */
export function Shells({ phone, View }: Props) {
  const { sessions, front } = useSyncExternalStore(openShells.subscribe, openShells.getState);
  useEffect(() => () => openShells.clear(), []);
  return (
    <div id={shellsId} className={classes.shells} hidden={front === null}>
      {sessions.map(({ key, tab }) => (
        <OpenShell key={key} tab={tab} shown={tab === front} phone={phone} View={View} />
      ))}
    </div>
  );
}

function OpenShell({ tab, shown, phone, View }: Props & { tab: TabId; shown: boolean }) {
  const target = useLastTarget(tab);
  return (
    <div className={classes.shell} hidden={!shown}>
      {target && <View target={target} phone={phone} />}
    </div>
  );
}

/** The container of a tab, the same target until something in it changes; also after it is gone. */
function useLastTarget(tab: TabId): ContainerTarget | undefined {
  const found = findTarget(tab, useLive());
  const [last, setLast] = useState(found);
  if (found && !(last && isSame(found, last))) setLast(found);
  return last;
}

function findTarget(tab: TabId, { hosts, containers }: LiveState): ContainerTarget | undefined {
  const { hostKey, idPrefix } = splitTabId(tab);
  const host = hosts?.find(({ key }) => key === hostKey);
  const container = containers.get(hostKey)?.find(({ id }) => id.startsWith(idPrefix));
  return host && container && toTarget(toRow(container, rowHost(host)));
}

const isSame = (a: ContainerTarget, b: ContainerTarget) =>
  a.containerId === b.containerId && a.name === b.name && a.running === b.running;
