import type { HostSource } from '@archnest/backend/contract';

/** Every URL that the page opens or asks for is written here. */

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

/** An opened container: `<host key>/<first 12 digits of its id>`. */
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
}

export const defaultView: ContainersView = {
  search: '',
  host: null,
  group: 'project',
  sort: { id: 'name', desc: false },
  facets: [],
  tabs: [],
  tab: null,
};

const tabPattern = /^(docker|ssh|agent):[A-Za-z0-9][A-Za-z0-9._-]{0,62}\/[0-9a-f]{12}$/;
const oneOf = <T extends string>(known: readonly T[], value: string | null): T | undefined =>
  known.find((item) => item === value);
const unique = <T>(items: readonly T[]) => [...new Set(items)];

export const tabId = (hostKey: string, containerId: string): TabId =>
  `${hostKey}/${containerId.slice(0, 12)}`;

export function splitTabId(tab: TabId): { hostKey: string; idPrefix: string } {
  const slash = tab.indexOf('/');
  return { hostKey: tab.slice(0, slash), idPrefix: tab.slice(slash + 1) };
}

function readSort(value: string | null): ContainersView['sort'] {
  const desc = value?.startsWith('-') ?? false;
  const id = oneOf(sortIds, desc ? (value ?? '').slice(1) : value);
  return id ? { id, desc } : defaultView.sort;
}

/** Reads the address; what it does not know is left out, never an error. */
export function readContainersView(params: URLSearchParams): ContainersView {
  const list = (name: string) => params.get(name)?.split(',') ?? [];
  const tabs = unique(list('tabs').filter((tab) => tabPattern.test(tab)));
  return {
    search: params.get('q') ?? '',
    host: params.get('host'),
    group: oneOf(groupings, params.get('group')) ?? defaultView.group,
    sort: readSort(params.get('sort')),
    facets: unique(list('is').flatMap((value) => oneOf(facetIds, value) ?? [])),
    tabs,
    tab: oneOf(tabs, params.get('tab')) ?? null,
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
  if (view.tabs.length > 0) pairs.push(['tabs', view.tabs.join(',')]);
  if (view.tab !== null) pairs.push(['tab', view.tab]);
  const query = pairs.map(([name, value]) => `${name}=${encodeValue(value)}`).join('&');
  return query ? `/containers?${query}` : '/containers';
}

/** Colons, commas and slashes are legal in a query and read better than %3A. */
const encodeValue = (value: string) =>
  encodeURIComponent(value).replace(/%(3A|2C|2F)/g, (match) => decodeURIComponent(match));

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
export const agentScriptPath = '/agent/archnest-docker-agent.sh';

const hostsApi: Record<HostSource, string> = {
  engine: '/api/docker/hosts',
  ssh: '/api/docker-ssh/hosts',
  agent: '/api/agents/docker/hosts',
};

export const api = {
  status: '/api/auth/status',
  setup: '/api/auth/setup',
  login: '/api/auth/login',
  logout: '/api/auth/logout',
  me: '/api/auth/me',
  ingest: '/api/agents/docker/ingest',
  live: '/api/live',
  agentHost: (hostId: string) => `${hostsApi.agent}/${encodeURIComponent(hostId)}`,
  container: (source: HostSource, hostId: string, ref: string) =>
    `${hostsApi[source]}/${encodeURIComponent(hostId)}/containers/${encodeURIComponent(ref)}`,
} as const;
