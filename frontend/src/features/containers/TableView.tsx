import type { Host } from '@archnest/backend/contract';
import { useLocalStorage } from '@mantine/hooks';
import { useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import type { Breakpoint } from '../../hooks/useViewport.ts';
import type { ContainersView, TabId } from '../../paths.ts';
import { bareHosts, filterInWords } from './bareHosts.ts';
import { ContainersGrid } from './ContainersGrid.tsx';
import { Facets } from './Facets.tsx';
import { groupKeys } from './group.ts';
import { GroupMenu, type OpenGroupMenu } from './GroupMenu.tsx';
import { densities, type Density } from './layout.ts';
import { NoContainers, NoMatch } from './NoMatch.tsx';
import { SearchBox } from './SearchBox.tsx';
import { DensityToggle, GroupBy, Toolbar } from './Toolbar.tsx';
import { Totals } from './Totals.tsx';
import { useFilteredRows } from './useContainerRows.ts';
import type { UpdateView } from './useContainersView.ts';
import type { GridMemory } from './useGridMemory.ts';
import { useTypedSearch } from './useTypedSearch.ts';
import type { ContainerRow } from './view.ts';

interface Props {
  rows: readonly ContainerRow[];
  hosts: readonly Host[];
  /** Keys of hosts whose containers did not come. */
  unread: ReadonlySet<string>;
  view: ContainersView;
  update: UpdateView;
  viewport: Breakpoint;
  memory: GridMemory;
  onOpen: (tab: TabId, background: boolean) => void;
  /** Absent for who may not. */
  onForget?: ((host: Host) => void) | undefined;
  hostSelect: ReactNode;
  /** Stands between the toolbar and the table. */
  banner: ReactNode;
}

function useDensity() {
  return useLocalStorage<Density>({
    key: 'archnest-density',
    defaultValue: 'compact',
    getInitialValueInEffect: false,
    deserialize: (value) => densities.find((known) => known === value) ?? 'compact',
    serialize: (value) => value,
  });
}

/** What was typed and chosen, and what it leaves. */
function useTableData({ rows: all, hosts, unread, view, update }: Props) {
  const [search, setSearch] = useTypedSearch(view.search, update);
  // The letter appears at once; five thousand rows may follow a frame later.
  const deferred = useDeferredValue(search);
  const filter = useMemo(
    () => ({ search: deferred, host: view.host, facets: view.facets }),
    [deferred, view.host, view.facets],
  );
  const bare = useMemo(() => bareHosts(hosts, filter, unread), [hosts, filter, unread]);
  const clear = () => {
    setSearch('');
    update({ search: '', host: null, facets: [] });
  };
  return { ...useFilteredRows(all, filter), search, setSearch, filter, bare, clear };
}

/** The search, the choices, and the table that they leave. */
export function TableView(props: Props) {
  const { memory, hosts, view, viewport } = props;
  const [density, setDensity] = useDensity();
  const [menu, setMenu] = useState<OpenGroupMenu | null>(null);
  const table = useTableData(props);
  const { rows, bare } = table;
  const collapseAll = (closed: boolean) =>
    memory.setCollapsed(new Set(closed ? groupKeys(rows, view.group) : []));
  return (
    <>
      <Controls {...props} table={table} density={density} onDensity={setDensity} />
      {props.banner}
      {rows.length > 0 || bare.length > 0 ? (
        <ContainersGrid
          rows={rows}
          hosts={hosts}
          bare={bare}
          view={view}
          viewport={viewport}
          density={density}
          collapsed={memory.collapsed}
          offset={memory.offset.current}
          onToggle={memory.toggle}
          onScrolled={memory.onScrolled}
          onSort={(sort) => props.update({ sort })}
          onOpen={props.onOpen}
          onGroupMenu={(group, button) => setMenu({ group, button })}
        />
      ) : (
        <Empty {...props} table={table} />
      )}
      {menu && (
        <GroupMenu
          {...menu}
          host={hosts.find((host) => host.key === menu.group.host.key)}
          onClose={() => setMenu(null)}
          onSearch={table.setSearch}
          onHost={(host) => props.update({ host })}
          onCollapseAll={collapseAll}
          onForget={props.onForget}
        />
      )}
    </>
  );
}

type WithTable = Props & { table: ReturnType<typeof useTableData> };

const Empty = ({ rows, hosts, table }: WithTable) =>
  rows.length > 0 ? (
    <NoMatch
      filter={filterInWords(table.filter, hosts)}
      hidden={rows.length}
      onClear={table.clear}
    />
  ) : (
    <NoContainers hosts={hosts.length} />
  );

interface ControlsProps extends WithTable {
  density: Density;
  onDensity: (density: Density) => void;
}

function Controls({ rows: all, view, update, viewport, table, ...props }: ControlsProps) {
  const phone = viewport === 0;
  const { rows, counts, totals } = table;
  return (
    <Toolbar
      controls={
        <>
          <SearchBox search={table.search} onChange={table.setSearch} rows={all} phone={phone} />
          {props.hostSelect}
          <GroupBy group={view.group} onGroup={(group) => update({ group })} phone={phone} />
          {!phone && <DensityToggle density={props.density} onDensity={props.onDensity} />}
        </>
      }
      facets={
        <>
          <Facets counts={counts} chosen={view.facets} onChange={(facets) => update({ facets })} />
          {!phone && (
            <Totals shown={rows.length} all={all.length} totals={totals} brief={viewport < 1200} />
          )}
        </>
      }
    />
  );
}
