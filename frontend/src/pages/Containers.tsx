import type { Host } from '@archnest/backend/contract';
import { useState } from 'react';
import { lazyPart } from '../components/lazyPart.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { useMe } from '../features/account/queries.ts';
import { useActing } from '../features/containers/actions/useActing.tsx';
import { TableView, type TableProps } from '../features/containers/TableView.tsx';
import { TabPanel } from '../features/containers/TabPanel.tsx';
import { panelId, TabStrip, tabTitle } from '../features/containers/TabStrip.tsx';
import { useAllRows } from '../features/containers/useContainerRows.ts';
import { useContainersView, useTabs } from '../features/containers/useContainersView.ts';
import { useFrontTab } from '../features/containers/useFrontTab.ts';
import { shellsId } from '../features/containers/shells/Shells.tsx';
import { useFrontShell } from '../features/containers/shells/useFrontShell.ts';
import { useGridMemory } from '../features/containers/useGridMemory.ts';
import { wholeTab } from '../features/containers/useTabViews.ts';
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

/** What containers show of themselves through other features. Shells outlive this page: the frame has them. */
const views = {
  logs: lazyPart(() => import('../features/logs/LogView.tsx')),
  charts: lazyPart(() => import('../features/charts/StatsCharts.tsx')),
};
const AddFirstMachine = lazyPart(() => import('../features/hosts/AddFirstMachine.tsx'));

export default function Containers() {
  const viewport = useViewport();
  const phone = viewport === 0;
  const { rows, hosts } = useAllRows();
  const unread = useUnreadHosts();
  const [view, update] = useContainersView();
  const admin = useMe().data?.role === 'admin';
  const tabs = useTabs(update);
  const { acting, dialog } = useActing(admin, rows);
  const { front, ...opened } = useFrontTab(view, rows, admin);
  useFrontShell(view.tabs, opened.shell, tabs.keep);
  const memory = useGridMemory();
  const title = front ? tabTitle(front) : 'Containers';
  useTitle(title);
  const open = { tabs: view.tabs, sections: view.sections };
  const shared = { rows, hosts, unread, acting, onTearOff: tabs.tearOff };

  return (
    <div className={classes.page} data-shell={opened.shell !== null || undefined}>
      {(!phone || !front) && (
        <TabStrip
          tabs={opened.strip}
          active={view.tab}
          phone={phone}
          onShow={tabs.show}
          onClose={tabs.close}
        >
          <LiveIndicator brief={viewport < 900} />
        </TabStrip>
      )}
      <ConnectionBanner />
      <div
        id={panelId}
        role="tabpanel"
        aria-label={title}
        // It stands below, where it also outlives this page.
        aria-owns={opened.shell === null ? undefined : shellsId}
        className={classes.panel}
      >
        {front ? (
          <TabPanel
            {...{ ...shared, ...opened, views, phone }}
            tab={front}
            onBack={() => tabs.close(front.id)}
            onSearch={(search) => update({ ...defaultView, ...open, search })}
            onSection={(tab, section) => tabs.open(wholeTab(tab), { section })}
            onReplace={tabs.replace}
            onClose={tabs.close}
          />
        ) : (
          <Table {...shared} {...{ view, update, viewport, memory }} onOpen={tabs.open} />
        )}
      </div>
      {dialog}
    </div>
  );
}

/** The table, or what stands in its place until there is something to list. */
function Table(props: Omit<TableProps, 'onForget' | 'hostSelect' | 'banner'>) {
  const { hosts, unread, view, update, viewport } = props;
  const { admin } = props.acting;
  const live = useLive();
  const forget = useForgetHost(({ key }: Host) => {
    if (view.host === key) update({ host: null });
  });
  const onForget = admin ? forget.ask : undefined;
  const onHost = (host: string | null) => update({ host });

  const [adding, setAdding] = useState(false);

  const empty = live.containers.size === 0 && unread.size === 0;
  if (!adding && (live.hosts === null || (hosts.length > 0 && empty)))
    return <Skeleton what="the containers" rows={12} />;
  if (hosts.length === 0 || adding) {
    return <AddFirstMachine admin={admin} adding={adding} onAdding={setAdding} />;
  }
  const select = { hosts, value: view.host, onChange: onHost, onForget, phone: viewport === 0 };
  return (
    <>
      <TableView
        {...props}
        onForget={onForget}
        hostSelect={<HostSelect {...select} />}
        banner={
          view.host === null && (
            <HostsBanner hosts={hosts} admin={admin} onShow={(h) => onHost(h.key)} />
          )
        }
      />
      {forget.dialog}
    </>
  );
}
