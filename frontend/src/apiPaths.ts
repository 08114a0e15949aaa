import type { ContainerVerb, HostSource } from '@archnest/backend/contract';
import { encodeValue } from './lib/encodeValue.ts';

/** Every URL that the page asks for is written here. */

const hostsApi: Record<HostSource, string> = {
  engine: '/api/docker/hosts',
  ssh: '/api/docker-ssh/hosts',
  agent: '/api/agents/docker/hosts',
};

/** How the SSH hosts are reached; their containers stand in `hostsApi.ssh`. */
const sshHosts = '/api/ssh/hosts';

const containerUrl = (source: HostSource, hostId: string, ref: string) =>
  `${hostsApi[source]}/${encodeURIComponent(hostId)}/containers/${encodeURIComponent(ref)}`;

/** What is the same for all containers of one source. */
const doors: Record<HostSource, string> = {
  engine: '/api/docker',
  ssh: '/api/docker-ssh',
  agent: '/api/agents/docker',
};

interface LogsAddress {
  tail?: number;
  since?: string;
  until?: string;
  stream?: 'stdout' | 'stderr';
  download?: 1;
}

interface ExecAddress {
  shell: string;
  user?: string;
  cols: number;
  rows: number;
}

/** `from` and `to` are instants. */
export interface AuditAddress {
  actor?: string;
  action?: string;
  from?: string;
  to?: string;
  cursor?: string;
}

function writeQuery(values: Record<string, string | number | undefined>): string {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeValue(String(value))}`],
  );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

export const api = {
  status: '/api/auth/status',
  setup: '/api/auth/setup',
  login: '/api/auth/login',
  logout: '/api/auth/logout',
  me: '/api/auth/me',
  password: '/api/auth/password',
  sessions: '/api/auth/sessions',
  session: (id: string) => `/api/auth/sessions/${encodeURIComponent(id)}`,
  signIns: '/api/auth/sign-ins',
  apiTokens: '/api/auth/tokens',
  apiToken: (id: string) => `/api/auth/tokens/${encodeURIComponent(id)}`,
  totp: '/api/auth/totp',
  totpConfirm: '/api/auth/totp/confirm',
  totpRecovery: '/api/auth/totp/recovery',
  users: '/api/users',
  user: (id: number) => `/api/users/${id}`,
  userPassword: (id: number) => `/api/users/${id}/password`,
  agentTokens: '/api/agents/tokens',
  agentToken: (id: string) => `/api/agents/tokens/${encodeURIComponent(id)}`,
  enrolments: '/api/agents/enrolments',
  agentHosts: hostsApi.agent,
  audit: (query: AuditAddress) => `/api/audit${writeQuery({ ...query })}`,
  auditExport: (format: 'csv' | 'json', query: AuditAddress) =>
    `/api/audit/export${writeQuery({ format, ...query })}`,
  auditVerify: '/api/audit/verify',
  about: '/api/about',
  ingest: '/api/agents/docker/ingest',
  live: '/api/live',
  localEngine: '/api/docker/local',
  engineHosts: hostsApi.engine,
  engineHost: (id: string) => `${hostsApi.engine}/${encodeURIComponent(id)}`,
  /** Tries what is typed, or with an id what is saved. */
  engineTest: (id?: string) =>
    `${hostsApi.engine}/${id === undefined ? '' : `${encodeURIComponent(id)}/`}test`,
  sshServer: '/api/ssh/server',
  sshHosts,
  sshHost: (id: string) => `${sshHosts}/${encodeURIComponent(id)}`,
  sshPin: (id: string) => `${sshHosts}/${encodeURIComponent(id)}/pin`,
  sshImport: `${sshHosts}/import`,
  /** Looks for host keys, or tries to sign in: of what is typed, or with an id of what is saved. */
  sshAsk: (what: 'probe' | 'test', id?: string) =>
    `${sshHosts}/${id === undefined ? '' : `${encodeURIComponent(id)}/`}${what}`,
  agentHost: (hostId: string) => `${hostsApi.agent}/${encodeURIComponent(hostId)}`,
  container: containerUrl,
  containerVerb: (source: HostSource, hostId: string, ref: string, verb: ContainerVerb) =>
    `${containerUrl(source, hostId, ref)}/${verb}`,
  /** `DELETE`; what is not asked for is not in the address. */
  removal: (
    source: HostSource,
    hostId: string,
    ref: string,
    { force, volumes }: { force: boolean; volumes: boolean },
  ) => {
    const query = [force && 'force=1', volumes && 'volumes=1'].filter(Boolean).join('&');
    return `${containerUrl(source, hostId, ref)}${query && `?${query}`}`;
  },
  /** One answer: the lines of a stretch, or with `download` the log as a file. */
  logs: (source: HostSource, hostId: string, ref: string, query: LogsAddress) =>
    `${containerUrl(source, hostId, ref)}/logs${writeQuery({ ...query })}`,
  /** A socket that follows. */
  followLogs: (
    source: HostSource,
    hostId: string,
    ref: string,
    query: { tail?: number; since?: string },
  ) => `${doors[source]}/logs${writeQuery({ hostId, container: ref, ...query })}`,
  /** A socket with a shell at its other end. */
  exec: (source: HostSource, hostId: string, ref: string, query: ExecAddress) =>
    `${doors[source]}/exec${writeQuery({ hostId, container: ref, ...query })}`,
} as const;
