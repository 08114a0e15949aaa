import type { Host } from '@archnest/backend/contract';
import {
  IconChevronDown,
  IconChevronRight,
  IconFilter,
  IconServer2,
  IconSquareCheck,
  IconTrash,
} from '@tabler/icons-react';
import type { MenuEntry } from '../../components/menuEntries.ts';
import { plural } from '../../lib/format.ts';
import { visible } from '../../lib/visible.ts';
import type { Group } from './group.ts';
import { formatTerm } from './search.ts';

interface Options {
  group: Group;
  host: Host | undefined;
  /** How many of its containers can be chosen. */
  selectable: number;
  onSelect: () => void;
  onSearch: (term: string) => void;
  onHost: (key: string) => void;
  onCollapseAll: (collapsed: boolean) => void;
  onForget?: ((host: Host) => void) | undefined;
}

/** What can be done with a group of rows, as a menu. */
export function groupEntries({ group, host, selectable, ...on }: Options): MenuEntry[] {
  const project = group.namesProject ? group.title : null;
  const forgettable = host?.source === 'agent' && on.onForget ? host : null;
  const onlyProject = (value: string) =>
    on.onSearch(formatTerm({ key: 'project', value, negated: false }));
  return [
    ...(selectable > 0
      ? [
          {
            name: `Select ${plural(selectable, 'container')}`,
            icon: IconSquareCheck,
            onChoose: on.onSelect,
          },
          'line' as const,
        ]
      : []),
    ...(project === null
      ? []
      : [
          {
            name: `Show only project ${visible(project)}`,
            icon: IconFilter,
            onChoose: () => onlyProject(project),
          },
        ]),
    {
      name: `Show only host ${group.host.name}`,
      icon: IconServer2,
      onChoose: () => on.onHost(group.host.key),
    },
    'line',
    {
      name: 'Close all groups',
      icon: IconChevronRight,
      onChoose: () => on.onCollapseAll(true),
    },
    { name: 'Open all groups', icon: IconChevronDown, onChoose: () => on.onCollapseAll(false) },
    ...(forgettable
      ? [
          'line' as const,
          {
            name: `Forget ${visible(forgettable.name)}…`,
            icon: IconTrash,
            danger: true,
            onChoose: () => on.onForget?.(forgettable),
          },
        ]
      : []),
  ];
}
