import type { Host, HostSource } from '@archnest/backend/contract';
import { useMemo, type ComponentType } from 'react';
import { hostIdOf } from '../../paths.ts';
import type { ContainerRow } from './view.ts';

/** What another feature needs to know of a container to show something of it. */
export interface ContainerTarget {
  source: HostSource;
  hostId: string;
  hostKey: string;
  containerId: string;
  name: string;
  running: boolean;
}

export interface SectionProps {
  target: ContainerTarget;
  phone: boolean;
}

interface ChartsProps extends SectionProps {
  machine: Host['engine'];
  /** The moment that is pointed at, in milliseconds; `null` shows the newest. */
  pointed: number | null;
  onPoint: (at: number | null) => void;
}

/** What other features draw in a container's tab; the page brings them together. */
export interface SectionViews {
  logs: ComponentType<SectionProps>;
  charts: ComponentType<ChartsProps>;
}

export function toTarget({ host, container, name }: ContainerRow): ContainerTarget {
  return {
    source: host.source,
    hostId: hostIdOf(host.key),
    hostKey: host.key,
    containerId: container.id,
    name,
    running: container.state === 'running',
  };
}

/** The same target until something in it changes, which is far more seldom than the row. */
export function useTarget(row: ContainerRow): ContainerTarget {
  const { source, hostId, hostKey, containerId, name, running } = toTarget(row);
  return useMemo(
    () => ({ source, hostId, hostKey, containerId, name, running }),
    [source, hostId, hostKey, containerId, name, running],
  );
}
