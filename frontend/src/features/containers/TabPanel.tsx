import type { Host } from '@archnest/backend/contract';
import { lazyPart } from '../../components/lazyPart.tsx';
import { splitTabId, type DetailSection, type TabId } from '../../paths.ts';
import type { Acting } from './actions/useActing.tsx';
import { Gone, Unread } from './detail/Gone.tsx';
import type { TabView } from './TabStrip.tsx';
import type { SectionViews } from './target.ts';
import { successorOf } from './useTabViews.ts';
import type { ContainerRow } from './view.ts';

const ContainerDetail = lazyPart(() => import('./detail/ContainerDetail.tsx'));

interface Props {
  tab: TabView;
  /** What the tab of a whole container shows; `null` is the overview. */
  section: DetailSection | null;
  row: ContainerRow | undefined;
  rows: readonly ContainerRow[];
  hosts: readonly Host[];
  /** Whether its host has said what it has. */
  loaded: boolean;
  /** Keys of hosts whose containers did not come. */
  unread: ReadonlySet<string>;
  phone: boolean;
  acting: Acting;
  views: SectionViews;
  onSection: (tab: TabId, section: DetailSection | null) => void;
  onTearOff: (from: TabId, section: DetailSection) => void;
  onBack: () => void;
  onSearch: (search: string) => void;
  onReplace: (old: TabId, next: TabId) => void;
  onClose: (tab: TabId) => void;
}

/** One opened container, or what became of it. */
export function TabPanel({ tab, section, row, rows, hosts, loaded, unread, ...on }: Props) {
  const { hostKey } = splitTabId(tab.id);
  const host = hosts.find(({ key }) => key === hostKey);
  if (row && host) {
    return (
      <ContainerDetail
        key={tab.id}
        row={row}
        host={host}
        phone={on.phone}
        acting={on.acting}
        views={on.views}
        section={tab.section ?? section}
        tornOff={tab.section !== null}
        onSection={(next) => on.onSection(tab.id, next)}
        onTearOff={(torn) => on.onTearOff(tab.id, torn)}
        onBack={on.onBack}
        onSearch={on.onSearch}
      />
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
