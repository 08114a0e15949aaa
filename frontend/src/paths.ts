import type { HostStatus } from '@archnest/backend/contract';
import { encodeValue } from './lib/encodeValue.ts';

/** Every URL that the page opens is written here; those that it asks for stand in `apiPaths.ts`. */

export const groupings = ['project', 'host', 'none'] as const;
export type Grouping = (typeof groupings)[number];

export const facetIds = [
  'running',
  'exited',
  'paused',
  'restarting',
  'created',
  'removing',
  'dead',
  'unhealthy',
  'starting',
  'stale',
  'offline',
] as const;
export type FacetId = (typeof facetIds)[number];

export const sortIds = [
  'name',
  'host',
  'state',
  'health',
  'image',
  'cpu',
  'memory',
  'uptime',
] as const;
export type SortId = (typeof sortIds)[number];

/** What a container's tab shows in place of its overview. */
export const detailSections = ['logs', 'shell'] as const;
export type DetailSection = (typeof detailSections)[number];

/**
 * An opened container: `<host key>/<first 12 digits of its id>`. A section that was torn off as a tab of its own has
 * its name behind a dot: `docker:1/3f9c1a7b02de.logs`.
 */
export type TabId = string;

/** What the address of the Containers page holds: what a colleague could be sent. */
export interface ContainersView {
  search: string;
  host: string | null;
  group: Grouping;
  sort: { id: SortId; desc: boolean };
  facets: readonly FacetId[];
  tabs: readonly TabId[];
  /** The tab in front; `null` is the table. Always one of `tabs`. */
  tab: TabId | null;
  /** What the tabs of whole containers show where that is not the overview. In the address `<tab>/logs`. */
  sections: Readonly<Record<TabId, DetailSection>>;
}

export const defaultView: ContainersView = {
  search: '',
  host: null,
  group: 'project',
  sort: { id: 'name', desc: false },
  facets: [],
  tabs: [],
  tab: null,
  sections: {},
};

const tabPattern =
  /^((?:docker|ssh|agent):[A-Za-z0-9][A-Za-z0-9._-]{0,62}\/[0-9a-f]{12})(?:\.(logs|shell)|\/(logs|shell))?$/;
const oneOf = <T extends string>(known: readonly T[], value: string | null): T | undefined =>
  known.find((item) => item === value);
const unique = <T>(items: readonly T[]) => [...new Set(items)];

/** @param section torn off as a tab of its own */
export const tabId = (
  hostKey: string,
  containerId: string,
  section?: DetailSection | null,
): TabId => `${hostKey}/${containerId.slice(0, 12)}${section ? `.${section}` : ''}`;

interface TabParts {
  hostKey: string;
  idPrefix: string;
  /** `null`: the whole container. */
  section: DetailSection | null;
}

export function splitTabId(tab: TabId): TabParts {
  const slash = tab.indexOf('/');
  const idPrefix = tab.slice(slash + 1, slash + 13);
  const section = oneOf(detailSections, tab.slice(slash + 14)) ?? null;
  return { hostKey: tab.slice(0, slash), idPrefix, section };
}

/** `docker:1/3f9c1a7b02de/logs` is the tab of a container that shows its logs. */
function readTab(text: string): { tab: TabId; section: DetailSection | undefined } | null {
  const [, whole, tornOff, chosen] = tabPattern.exec(text) ?? [];
  if (whole === undefined) return null;
  const tab = tornOff === undefined ? whole : `${whole}.${tornOff}`;
  return { tab, section: oneOf(detailSections, chosen ?? null) };
}

function readSort(value: string | null): ContainersView['sort'] {
  const desc = value?.startsWith('-') ?? false;
  const id = oneOf(sortIds, desc ? (value ?? '').slice(1) : value);
  return id ? { id, desc } : defaultView.sort;
}

/** Reads the address; what it does not know is left out, never an error. */
export function readContainersView(params: URLSearchParams): ContainersView {
  const list = (name: string) => params.get(name)?.split(',') ?? [];
  const read = list('tabs').flatMap((text) => readTab(text) ?? []);
  const tabs = unique(read.map(({ tab }) => tab));
  return {
    search: params.get('q') ?? '',
    host: params.get('host'),
    group: oneOf(groupings, params.get('group')) ?? defaultView.group,
    sort: readSort(params.get('sort')),
    facets: unique(list('is').flatMap((value) => oneOf(facetIds, value) ?? [])),
    tabs,
    tab: oneOf(tabs, params.get('tab')) ?? null,
    sections: Object.fromEntries(
      read.flatMap(({ tab, section }) => (section ? [[tab, section] as const] : [])),
    ),
  };
}

/** The shortest address that reads back as this view. */
export function containersPath(view: ContainersView): string {
  const { sort } = view;
  const pairs: [string, string][] = [];
  if (view.search) pairs.push(['q', view.search]);
  if (view.host !== null) pairs.push(['host', view.host]);
  if (view.group !== defaultView.group) pairs.push(['group', view.group]);
  if (sort.id !== 'name' || sort.desc) pairs.push(['sort', `${sort.desc ? '-' : ''}${sort.id}`]);
  if (view.facets.length > 0) pairs.push(['is', view.facets.join(',')]);
  const withSection = (tab: TabId) => [tab, view.sections[tab]].filter(Boolean).join('/');
  if (view.tabs.length > 0) pairs.push(['tabs', view.tabs.map(withSection).join(',')]);
  if (view.tab !== null) pairs.push(['tab', view.tab]);
  const query = pairs.map(([name, value]) => `${name}=${encodeValue(value)}`).join('&');
  return query ? `/containers?${query}` : '/containers';
}

/** Whether an address has one container in front. */
export const showsContainer = (pathname: string, search: string) =>
  pathname === '/containers' && readContainersView(new URLSearchParams(search)).tab !== null;

/** What the address of the Hosts page holds. */
export interface HostsView {
  search: string;
  statuses: readonly HostStatus[];
  /** The key of the host whose details are open. */
  host: string | null;
  /** Whether the host key of that host is being checked: a link can lead an admin to it. */
  checksKey: boolean;
}

/** The shortest address of this view of the hosts. */
export function hostsPath({ search, statuses, host, checksKey }: Partial<HostsView> = {}): string {
  const pairs = [
    ['q', search],
    ['is', statuses?.join(',')],
    ['host', host],
    ['check', host && checksKey ? 'key' : ''],
  ];
  const query = pairs.flatMap(([name, value]) => (value ? `${name}=${encodeValue(value)}` : []));
  return query.length > 0 ? `/hosts?${query.join('&')}` : '/hosts';
}

export const settingsTabs = [
  'profile',
  'appearance',
  'security',
  'users',
  'agents',
  'audit',
  'about',
] as const;
export type SettingsTab = (typeof settingsTabs)[number];

/** Without a tab: the list of them on a phone, the first one elsewhere. */
export const settingsPath = (tab?: SettingsTab) => (tab ? `/settings?tab=${tab}` : '/settings');

export const readSettingsTab = (params: URLSearchParams): SettingsTab | null =>
  oneOf(settingsTabs, params.get('tab')) ?? null;

/** What the address of the audit holds. `from` and `to` are days such as `2026-06-20`, both inclusive. */
export interface AuditView {
  actor: string;
  action: string;
  from: string;
  to: string;
}

/** The shortest address of this view of the audit. */
export const auditPath = ({ actor, action, from, to }: Partial<AuditView> = {}) =>
  [
    settingsPath('audit'),
    ...Object.entries({ actor, action, from, to }).flatMap(([name, value]) =>
      value ? [`${name}=${encodeValue(value)}`] : [],
    ),
  ].join('&');

export const loginPath = (next?: string) =>
  next && next !== '/' && next !== '/containers'
    ? `/login?next=${encodeURIComponent(next)}`
    : '/login';

/** Where a sign-in returns to: a path of this page only, never another origin. */
export function nextPath(params: URLSearchParams): string {
  const next = params.get('next') ?? '';
  return /^\/(?![/\\])/.test(next) && !/^\/(login|setup)\b/.test(next) ? next : '/containers';
}

export const setupPath = '/setup';
export const docsPath = '/api/docs';
export const openApiPath = '/api/openapi.json';
export const agentScriptPath = '/agent/archnest-docker-agent.sh';

/** The host's own id in its key: `1` of `docker:1`. */
export const hostIdOf = (hostKey: string) => hostKey.slice(hostKey.indexOf(':') + 1);
