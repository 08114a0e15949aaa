import type { Host } from '@archnest/backend/contract';
import { useState, type ReactNode } from 'react';
import { lazyOverlay } from '../../components/lazyPart.tsx';
import { EmptyList, NoMatch } from '../../components/NoMatch.tsx';
import { plural } from '../../lib/format.ts';
import type { Breakpoint } from '../../hooks/useViewport.ts';
import { tabId, type ContainersView, type DetailSection, type TabId } from '../../paths.ts';
import type { Acting } from './actions/useActing.tsx';
import { filterInWords } from './bareHosts.ts';
import { ContainersGrid } from './ContainersGrid.tsx';
import { Docked } from './Docked.tsx';
import classes from './grid.module.css';
import type { Group } from './group.ts';
import type { Density } from './layout.ts';
import type { RowVerb } from './RowVerbs.tsx';
import { TableControls } from './TableControls.tsx';
import type { OpenOptions, UpdateView } from './useContainersView.ts';
import type { GridMemory } from './useGridMemory.ts';
import { useDensity, useTableData, type TableData } from './useTableData.ts';
import type { ContainerRow } from './view.ts';

const Menus = lazyOverlay(() => import('./TableMenus.tsx'));

/** What was opened: on a row by its key, since the row may change meanwhile, or on a group. */
export type OpenMenu = { button: HTMLElement } & ({ row: string } | { group: Group });

export interface TableProps {
  rows: readonly ContainerRow[];
  hosts: readonly Host[];
  /** Keys of hosts whose containers did not come. */
  unread: ReadonlySet<string>;
  view: ContainersView;
  update: UpdateView;
  viewport: Breakpoint;
  memory: GridMemory;
  acting: Acting;
  onOpen: (tab: TabId, options: OpenOptions) => void;
  onTearOff: (from: TabId, section: DetailSection) => void;
  /** Absent for who may not. */
  onForget?: ((host: Host) => void) | undefined;
  hostSelect: ReactNode;
  /** Stands between the toolbar and the table. */
  banner: ReactNode;
}

/** The search, the choices, and the table that they leave. */
export function TableView(props: TableProps) {
  const [density, setDensity] = useDensity();
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const table = useTableData(props);
  const { rows, bare } = table;
  return (
    <>
      <TableControls {...props} table={table} density={density} onDensity={setDensity} />
      {props.banner}
      <div className={classes.stage}>
        {rows.length > 0 || bare.length > 0 ? (
          <Grid {...props} table={table} density={density} onMenu={setMenu} />
        ) : (
          <Empty {...props} table={table} />
        )}
        <Docked {...props} shown={rows} />
      </div>
      {menu && <Menus {...props} table={table} menu={menu} onClose={() => setMenu(null)} />}
    </>
  );
}

interface GridViewProps extends TableProps {
  table: TableData;
  density: Density;
  onMenu: (menu: OpenMenu) => void;
}

function Grid({ table, density, memory, acting, onOpen, onMenu, ...props }: GridViewProps) {
  const onVerb = (row: ContainerRow, verb: RowVerb, button: HTMLElement) => {
    if (verb === 'more') onMenu({ row: row.key, button });
    else if (verb === 'logs' || verb === 'shell')
      onOpen(tabId(row.host.key, row.container.id), { section: verb });
    else acting.act(verb, [row]);
  };
  return (
    <ContainersGrid
      rows={table.rows}
      hosts={props.hosts}
      bare={table.bare}
      view={props.view}
      viewport={props.viewport}
      density={density}
      collapsed={memory.collapsed}
      offset={memory.offset.current}
      admin={acting.admin}
      selection={memory.selection}
      onSelect={memory.select}
      picking={memory.picking}
      onVerb={onVerb}
      onToggle={memory.toggle}
      onScrolled={memory.onScrolled}
      onSort={(sort) => props.update({ sort })}
      onOpen={onOpen}
      onGroupMenu={({ group }, button) => onMenu({ group, button })}
    />
  );
}

type WithTable = TableProps & { table: TableData };

const Empty = ({ rows, hosts, table }: WithTable) =>
  rows.length > 0 ? (
    <NoMatch
      what="container"
      filter={filterInWords(table.filter, hosts)}
      hidden={rows.length}
      onClear={table.clear}
    />
  ) : (
    <EmptyList
      title="No containers."
      text={`${plural(hosts.length, 'host')} ${hosts.length === 1 ? 'reports' : 'report'} here, and none has a container yet.`}
    />
  );
