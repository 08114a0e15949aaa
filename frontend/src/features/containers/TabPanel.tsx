import type { Host } from '@archnest/backend/contract';
import { lazy, Suspense } from 'react';
import { splitTabId, type TabId } from '../../paths.ts';
import { Gone, Unread } from './detail/Gone.tsx';
import type { TabView } from './TabStrip.tsx';
import { successorOf } from './useTabViews.ts';
import type { ContainerRow } from './view.ts';

const ContainerDetail = lazy(() => import('./detail/ContainerDetail.tsx'));

interface Props {
  tab: TabView;
  row: ContainerRow | undefined;
  rows: readonly ContainerRow[];
  hosts: readonly Host[];
  /** Whether its host has said what it has. */
  loaded: boolean;
  /** Keys of hosts whose containers did not come. */
  unread: ReadonlySet<string>;
  phone: boolean;
  onBack: () => void;
  onSearch: (search: string) => void;
  onReplace: (old: TabId, next: TabId) => void;
  onClose: (tab: TabId) => void;
}

/** One opened container, or what became of it. */
export function TabPanel({ tab, row, rows, hosts, loaded, unread, ...on }: Props) {
  const { hostKey } = splitTabId(tab.id);
  const host = hosts.find(({ key }) => key === hostKey);
  if (row && host) {
    return (
      <Suspense fallback={null}>
        <ContainerDetail
          key={tab.id}
          row={row}
          host={host}
          phone={on.phone}
          onBack={on.onBack}
          onSearch={on.onSearch}
        />
      </Suspense>
    );
  }
  if (host && unread.has(hostKey)) {
    return <Unread host={host} onClose={() => on.onClose(tab.id)} />;
  }
  if (!loaded) return null;
  return (
    <Gone
      name={tab.name}
      hostName={tab.host}
      hostKnown={host !== undefined}
      successor={successorOf(tab, rows)}
      onReplace={(next) => on.onReplace(tab.id, next)}
      onClose={() => on.onClose(tab.id)}
    />
  );
}
