import type { MenuEntry } from '../../components/menuEntries.ts';
import MenuPopup from '../../components/MenuPopup.tsx';
import { tabId } from '../../paths.ts';
import { containerEntries } from './actions/containerEntries.ts';
import { isActive } from './actions/jobs.ts';
import { useJobs } from './actions/useJobs.ts';
import { canAct } from './actions/verbs.ts';
import { groupKeyOf, groupKeys, type Group } from './group.ts';
import { groupEntries } from './groupEntries.ts';
import { toggledAll } from './selection.ts';
import type { OpenMenu, TableProps } from './TableView.tsx';
import type { TableData } from './useTableData.ts';

interface Props extends TableProps {
  table: TableData;
  menu: OpenMenu;
  onClose: () => void;
}

/** One menu for all rows and group rows, hung on the button that opened it. The focus returns to the row. */
export default function TableMenus({ menu, onClose, ...props }: Props) {
  const { button } = menu;
  const row = useRowEntries(props, 'row' in menu ? menu.row : null);
  const entries = 'row' in menu ? row : entriesOfGroup(props, menu.group);
  return (
    <MenuPopup
      anchor={button}
      focusAfter={button.closest<HTMLElement>('[role=row]')}
      entries={entries}
      position="bottom-end"
      onClose={onClose}
    />
  );
}

type Given = Omit<Props, 'menu' | 'onClose'>;

function useRowEntries({ rows, acting, ...on }: Given, key: string | null): MenuEntry[] {
  const steps = useJobs().byKey;
  const row = rows.find((each) => each.key === key);
  if (!row) return [];
  const tab = tabId(row.host.key, row.container.id);
  const step = steps.get(row.key);
  return containerEntries({
    row,
    admin: acting.admin,
    busy: step !== undefined && isActive(step),
    onAct: (action) => acting.act(action, [row]),
    onSection: (section) => on.onOpen(tab, { section }),
    onTearOff: (section) => on.onTearOff(tab, section),
  });
}

function entriesOfGroup(props: Given, group: Group): MenuEntry[] {
  const { hosts, table, view, memory, acting } = props;
  const inIt = table.rows.flatMap((row) =>
    groupKeyOf(row, view.group) === group.key && canAct(row, acting.admin) ? [row.key] : [],
  );
  return groupEntries({
    group,
    host: hosts.find((host) => host.key === group.host.key),
    selectable: props.viewport === 0 ? 0 : inIt.length,
    onSelect: () => memory.select(toggledAll(memory.selection, inIt)),
    onSearch: table.setSearch,
    onHost: (host) => props.update({ host }),
    onCollapseAll: (closed) =>
      memory.setCollapsed(new Set(closed ? groupKeys(table.rows, view.group) : [])),
    onForget: props.onForget,
  });
}
