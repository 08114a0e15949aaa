import type { Host } from '@archnest/backend/contract';
import { Menu } from '@mantine/core';
import {
  IconChevronDown,
  IconChevronRight,
  IconFilter,
  IconServer2,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import { visible } from '../../lib/visible.ts';
import type { Group } from './group.ts';
import { formatTerm } from './search.ts';

export interface OpenGroupMenu {
  group: Group;
  button: HTMLElement;
}

interface Props extends OpenGroupMenu {
  host: Host | undefined;
  onClose: () => void;
  onSearch: (term: string) => void;
  onHost: (key: string) => void;
  onCollapseAll: (collapsed: boolean) => void;
  onForget?: ((host: Host) => void) | undefined;
}

/** One menu for all group rows, hung on the button that opened it. */
export function GroupMenu({ group, button, host, ...on }: Props) {
  const close = () => {
    on.onClose();
    button.closest<HTMLElement>('[role=row]')?.focus();
  };
  const project = group.namesProject ? group.title : null;
  const forget = host?.source === 'agent' ? on.onForget : undefined;
  const onlyProject = (value: string) =>
    on.onSearch(formatTerm({ key: 'project', value, negated: false }));
  return (
    <Menu opened onClose={close} position="bottom-end" returnFocus={false}>
      <Menu.Target>
        <span style={anchorStyle(button)} />
      </Menu.Target>
      <Menu.Dropdown>
        {project !== null && (
          <Menu.Item leftSection={icon(IconFilter)} onClick={() => onlyProject(project)}>
            Show only project {visible(project)}
          </Menu.Item>
        )}
        <Menu.Item leftSection={icon(IconServer2)} onClick={() => on.onHost(group.host.key)}>
          Show only host {group.host.name}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={icon(IconChevronRight)} onClick={() => on.onCollapseAll(true)}>
          Close all groups
        </Menu.Item>
        <Menu.Item leftSection={icon(IconChevronDown)} onClick={() => on.onCollapseAll(false)}>
          Open all groups
        </Menu.Item>
        {host && forget && (
          <>
            <Menu.Divider />
            <Menu.Item data-danger leftSection={icon(IconTrash)} onClick={() => forget(host)}>
              Forget {visible(host.name)}…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

const icon = (Icon: TablerIcon) => <Icon size={14} stroke={1.6} aria-hidden />;

/** Lies over the button, which may be drawn anew at any report; the menu must not jump with it. */
function anchorStyle(button: HTMLElement): CSSProperties {
  const { left, top, width, height } = button.getBoundingClientRect();
  return { position: 'fixed', left, top, width, height, pointerEvents: 'none' };
}
