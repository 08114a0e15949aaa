/** An Engine endpoint as the form holds it, and as one line: `unix://…`, `tcp://…`, `tcps://…`. */

export const endpointModes = ['unix', 'tcps', 'tcp'] as const;
export type EndpointMode = (typeof endpointModes)[number];

export interface EndpointDraft {
  mode: EndpointMode;
  /** The path of the socket, on the machine that runs ArchNest. */
  socket: string;
  /** A name or an IP address. */
  address: string;
  /** Empty: Docker's own for the mode. */
  port: string;
}

export const defaultSocket = '/var/run/docker.sock';
export const defaultPorts = { tcp: '2375', tcps: '2376' } as const;

/** TLS at first: another machine is the usual case, and its plain port is never the one to suggest. */
export const emptyEndpoint: EndpointDraft = {
  mode: 'tcps',
  socket: defaultSocket,
  address: '',
  port: '',
};

const url = /^(tcps?|https?):\/\/(\[[^\]]*\]|[^:/\s]*)(?::(\d{1,5}))?\/?$/i;
const addressAndPort = /^(\[[^\]]+\]|[^:/\s]+):(\d{1,5})$/;
const ipv6 = /^[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*$/;

const schemes: Record<string, EndpointMode> = {
  tcp: 'tcp',
  http: 'tcp',
  tcps: 'tcps',
  https: 'tcps',
};

/** Reads `DOCKER_HOST` and its likes; `null` when it is neither an address nor a socket. */
export function parseEndpoint(text: string): EndpointDraft | null {
  const trimmed = text.trim();
  const socket = /^(?:unix:\/\/)?(\/.*)$/i.exec(trimmed)?.[1];
  if (socket !== undefined) return { ...emptyEndpoint, mode: 'unix', socket };
  const [, scheme = '', host = '', port = ''] = url.exec(trimmed) ?? [];
  const mode = schemes[scheme.toLowerCase()];
  return mode ? { ...emptyEndpoint, mode, address: bare(host), port } : null;
}

/** What was typed as the address, taken apart where it says more: a whole endpoint, or a port. */
export function settleEndpoint(draft: EndpointDraft): EndpointDraft {
  if (draft.mode === 'unix') {
    const said = draft.socket.trim();
    return said.startsWith('/') ? { ...draft, socket: said } : (parseEndpoint(said) ?? draft);
  }
  const address = draft.address.trim();
  const whole = parseEndpoint(address);
  if (whole) return { ...whole, socket: whole.mode === 'unix' ? whole.socket : draft.socket };
  const [, host, port] = addressAndPort.exec(address) ?? [];
  if (host !== undefined && port !== undefined) return { ...draft, address: bare(host), port };
  return { ...draft, address: bare(address), port: draft.port.trim() };
}

const bare = (host: string) => host.replace(/^\[(.*)\]$/, '$1');

/** The endpoint of the contract. Call `endpointProblem` first: nothing is checked here. */
export function buildEndpoint(draft: EndpointDraft): string {
  const { mode, socket, address, port } = settleEndpoint(draft);
  if (mode === 'unix') return `unix://${socket}`;
  const host = address.includes(':') ? `[${address}]` : address;
  return `${mode}://${host}:${portOf({ mode, port })}`;
}

/** The port that is meant: the one that is given, or Docker's own. A socket has none. */
export const portOf = ({ mode, port }: Pick<EndpointDraft, 'mode' | 'port'>) =>
  mode === 'unix' || port !== '' ? port : defaultPorts[mode];

export type EndpointField = 'socket' | 'address' | 'port';

/** What is wrong with it and where, or `null`. */
export function endpointProblem(
  draft: EndpointDraft,
): { field: EndpointField; message: string } | null {
  const { mode, socket, address, port } = settleEndpoint(draft);
  if (mode === 'unix') {
    if (/^\/[^\p{C}]+$/u.test(socket)) return null;
    return { field: 'socket', message: `Give the whole path, such as ${defaultSocket}.` };
  }
  if (address === '')
    return { field: 'address', message: 'Give a name or an IP address, such as 192.168.1.20.' };
  if (!/^[A-Za-z0-9._-]+$/.test(address) && !ipv6.test(address))
    return {
      field: 'address',
      message: 'Only a name or an IP address: no user, no path, no spaces.',
    };
  if (port !== '' && !isPort(port))
    return { field: 'port', message: 'A port is a number from 1 to 65535.' };
  return null;
}

const isPort = (port: string) =>
  /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535;

/** A name for the host: the first label of its name, or its IP address. */
export function suggestName(draft: EndpointDraft): string {
  const { mode, address } = settleEndpoint(draft);
  if (mode === 'unix') return 'local';
  const numeric = /^[\d.]+$/.test(address) || address.includes(':');
  const name = numeric ? address : (address.split('.')[0] ?? '').toLowerCase();
  return name.slice(0, 63);
}

/** How a saved endpoint is reached. */
export const modeOf = (endpoint: string): EndpointMode => parseEndpoint(endpoint)?.mode ?? 'tcps';

/** How the daemon is reached, in words. */
export const modeWords: Record<EndpointMode, string> = {
  unix: 'Unix socket',
  tcps: 'TCP with TLS',
  tcp: 'Plain TCP',
};
