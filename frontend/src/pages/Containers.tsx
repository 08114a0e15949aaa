import type { Host } from '@archnest/backend/contract';
import { lazy, Suspense } from 'react';
import { useMe } from '../features/account/queries.ts';
import { GridSkeleton } from '../features/containers/GridSkeleton.tsx';
import { TableView } from '../features/containers/TableView.tsx';
import { TabPanel } from '../features/containers/TabPanel.tsx';
import { panelId, TabStrip } from '../features/containers/TabStrip.tsx';
import { useAllRows } from '../features/containers/useContainerRows.ts';
import { useContainersView, useTabs } from '../features/containers/useContainersView.ts';
import { useFrontTab } from '../features/containers/useFrontTab.ts';
import { useGridMemory } from '../features/containers/useGridMemory.ts';
import { useUnreadHosts } from '../features/containers/useUnreadHosts.ts';
import { ConnectionBanner } from '../features/hosts/ConnectionBanner.tsx';
import { HostsBanner } from '../features/hosts/HostsBanner.tsx';
import { HostSelect } from '../features/hosts/HostSelect.tsx';
import { LiveIndicator } from '../features/hosts/LiveIndicator.tsx';
import { useForgetHost } from '../features/hosts/useForgetHost.tsx';
import { useLive } from '../hooks/useLive.ts';
import { useTitle } from '../hooks/useTitle.ts';
import { useViewport } from '../hooks/useViewport.ts';
import { defaultView } from '../paths.ts';
import classes from './Containers.module.css';

const AddFirstMachine = lazy(() => import('../features/hosts/AddFirstMachine.tsx'));

export default function Containers() {
  const viewport = useViewport();
  const phone = viewport === 0;
  const { rows, hosts } = useAllRows();
  const unread = useUnreadHosts();
  const [view, update] = useContainersView();
  const tabs = useTabs(update);
  const { views, front, row, loaded } = useFrontTab(view, rows);
  const memory = useGridMemory();
  useTitle(front?.name ?? 'Containers');
  const title = front?.name ?? 'Containers';

  return (
    <div className={classes.page}>
      {(!phone || !front) && (
        <TabStrip
          tabs={views}
          active={view.tab}
          phone={phone}
          onShow={tabs.show}
          onClose={tabs.close}
        >
          <LiveIndicator brief={viewport < 900} />
        </TabStrip>
      )}
      <ConnectionBanner />
      <div id={panelId} role="tabpanel" aria-label={title} className={classes.panel}>
        {front ? (
          <TabPanel
            tab={front}
            row={row}
            rows={rows}
            hosts={hosts}
            loaded={loaded}
            unread={unread}
            phone={phone}
            onBack={() => tabs.close(front.id)}
            onSearch={(search) => update({ ...defaultView, tabs: view.tabs, search })}
            onReplace={tabs.replace}
            onClose={tabs.close}
          />
        ) : (
          <Table {...{ rows, hosts, unread, view, update, viewport, memory }} onOpen={tabs.open} />
        )}
      </div>
    </div>
  );
}

type TableProps = Omit<
  React.ComponentProps<typeof TableView>,
  'onForget' | 'hostSelect' | 'banner'
>;

/** The table, or what stands in its place until there is something to list. */
function Table(props: TableProps) {
  const { hosts, unread, view, update, viewport } = props;
  const live = useLive();
  const admin = useMe().data?.role === 'admin';
  const forget = useForgetHost(({ key }: Host) => {
    if (view.host === key) update({ host: null });
  });
  const onForget = admin ? forget.ask : undefined;
  const onHost = (host: string | null) => update({ host });

  const empty = live.containers.size === 0 && unread.size === 0;
  if (live.hosts === null || (hosts.length > 0 && empty)) return <GridSkeleton />;
  if (hosts.length === 0) {
    return (
      <Suspense fallback={null}>
        <AddFirstMachine admin={admin} />
      </Suspense>
    );
  }
  const select = { hosts, value: view.host, onChange: onHost, onForget, phone: viewport === 0 };
  return (
    <>
      <TableView
        {...props}
        onForget={onForget}
        hostSelect={<HostSelect {...select} />}
        banner={view.host === null && <HostsBanner hosts={hosts} onShow={(h) => onHost(h.key)} />}
      />
      {forget.dialog}
    </>
  );
}
