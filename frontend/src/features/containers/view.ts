import type {
  Capability,
  Container,
  ContainerPort,
  Host,
  HostStatus,
} from '@archnest/backend/contract';
import type { StateShape } from '../../components/glyphs.tsx';
import { isCutOff } from '../../components/hostStanding.ts';
import { parseTime } from '../../lib/format.ts';
import { visible } from '../../lib/visible.ts';

/** One container as the table shows it: computed once per change, read on every sort and filter. */
export interface ContainerRow {
  /** `<host key>/<container id>`. */
  key: string;
  container: Container;
  host: RowHost;
  name: string;
  /** Orders names as people count: `web-2` before `web-10`. */
  sortName: string;
  /** Compose project and service, when it has them. */
  project: string | null;
  /** A project of each host is its own. */
  projectKey: string;
  service: string | null;
  image: ImageName;
  ports: readonly PublishedPort[];
  cpu: number | null;
  memory: number | null;
  /** Used share of the memory limit. */
  memoryRatio: number | null;
  /** Milliseconds; only while it runs. */
  startedAt: number | null;
  shape: StateShape;
  word: string;
  /** Lower case: what free text is looked for in. */
  haystack: string;
}

/** What a row needs of its host; `lastSeenAt` is left out, since it changes with every report. */
export interface RowHost {
  key: string;
  name: string;
  source: Host['source'];
  status: HostStatus;
  /** Whether its containers can be acted on at all. */
  readOnly: boolean;
  can: Readonly<Record<Capability, boolean>>;
}

export interface ImageName {
  /** Last path segment, without registry. */
  short: string;
  /** `:1.29` or `@sha256:…`, or empty. */
  tag: string;
  full: string;
}

export interface PublishedPort {
  port: number;
  label: string;
  /** Every binding, for the tooltip. */
  detail: string;
}

const digest = /@sha256:([0-9a-f]{8})[0-9a-f]*$/;

/** `ghcr.io/a/b:1.2@sha256:…` → `b`, `:1.2`; an id stays short. */
export function imageName(image: string): ImageName {
  const full = visible(image);
  const hash = digest.exec(full);
  const named = hash ? full.slice(0, hash.index) : full;
  const last = named.slice(named.lastIndexOf('/') + 1);
  const colon = last.indexOf(':');
  if (last === 'sha256' || /^sha256:[0-9a-f]{12,}$/.test(last)) {
    return { short: last.slice(7, 19), tag: '', full };
  }
  const tag = colon < 0 ? (hash ? `@${hash[1]}` : '') : last.slice(colon);
  return { short: colon < 0 ? last : last.slice(0, colon), tag, full };
}

/** `0.0.0.0:8080 → 80/tcp`; IPv6 in brackets. */
export function portText(port: ContainerPort): string {
  const inside = `${port.containerPort}/${visible(port.proto)}`;
  if (port.hostPort === null) return inside;
  const ip = port.hostIp ?? '';
  const address = ip.includes(':') ? `[${ip}]` : ip;
  return `${visible(address)}${address ? ':' : ''}${port.hostPort} → ${inside}`;
}

/** Published ports, one per number and protocol: Docker lists IPv4 and IPv6 apart. */
export function publishedPorts(ports: readonly ContainerPort[]): PublishedPort[] {
  const found = new Map<string, PublishedPort>();
  for (const port of ports) {
    if (port.hostPort === null) continue;
    const label =
      port.proto === 'tcp' ? `${port.hostPort}` : `${port.hostPort}/${visible(port.proto)}`;
    const before = found.get(label);
    const detail = before ? `${before.detail}\n${portText(port)}` : portText(port);
    found.set(label, { port: port.hostPort, label, detail });
  }
  return [...found.values()].toSorted((a, b) => a.port - b.port);
}

const words: Record<StateShape, string> = {
  running: 'Running',
  exited: 'Exited',
  failed: 'Exited',
  paused: 'Paused',
  restarting: 'Restarting',
  created: 'Created',
  removing: 'Removing',
  dead: 'Dead',
  lastKnown: 'Was running',
};

/** Which mark and word a state gets. The containers of a host that is cut off are only what was last known. */
export function stateView(
  container: Container,
  status: HostStatus,
): { shape: StateShape; word: string } {
  if (isCutOff(status)) {
    return { shape: 'lastKnown', word: `Was ${words[container.state].toLowerCase()}` };
  }
  const failed =
    container.state === 'exited' && container.exitCode !== null && container.exitCode !== 0;
  const shape = failed ? 'failed' : container.state;
  return { shape, word: words[shape] };
}

/** Plain comparison of these is natural order, at a tenth of a collator's price on 5,000 rows. */
export const naturalKey = (text: string) =>
  text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(10, '0'));

export function rowHost({ key, name, source, status, capabilities }: Host): RowHost {
  const can = (ability: Capability) => capabilities.includes(ability);
  return {
    key,
    name: visible(name),
    source,
    status,
    readOnly: !can('manage'),
    can: {
      manage: can('manage'),
      logs: can('logs'),
      exec: can('exec'),
      stats: can('stats'),
      live: can('live'),
    },
  };
}

/** What moves with every sample, apart from what only changes with the container. */
function numbers({ stats }: Container) {
  const memory = stats?.memUsage ?? null;
  const limit = stats?.memLimit ?? null;
  return {
    cpu: stats?.cpuPercent ?? null,
    memory,
    memoryRatio: memory !== null && limit !== null && limit > 0 ? memory / limit : null,
  };
}

export function toRow(container: Container, host: RowHost): ContainerRow {
  const { labels } = container;
  const label = (name: string) => {
    const value = labels?.[name];
    return value ? visible(value) : null;
  };
  const name = visible(container.name.replace(/^\//, ''));
  const project = label('com.docker.compose.project');
  const image = imageName(container.image);
  const up = container.state === 'running' || container.state === 'paused';
  return {
    key: `${host.key}/${container.id}`,
    container,
    host,
    name,
    sortName: naturalKey(name),
    project,
    projectKey: `project:${host.key}/${project ?? ''}`,
    service: label('com.docker.compose.service'),
    image,
    ports: publishedPorts(container.ports ?? []),
    ...numbers(container),
    startedAt: up ? parseTime(container.startedAt) : null,
    ...stateView(container, host.status),
    haystack:
      `${name}\n${image.full}\n${host.name}\n${project ?? ''}\n${container.id}`.toLowerCase(),
  };
}

/** The row of the same container after its next sample: names, ports and searched text are not made anew. */
export const withNumbers = (row: ContainerRow, container: Container): ContainerRow => ({
  ...row,
  container,
  ...numbers(container),
});
