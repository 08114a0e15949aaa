import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** Stands between a source and its daemon: sees every request, and can break the line. */
export interface DaemonProxy {
  /** As the contract has it: `unix://…`, `tcp://…`, `tcps://…`. */
  endpoint: string;
  /** `GET /_ping`, without the query. */
  requests: string[];
  /** Connections that are open now. */
  connections(): number;
  /** Ends every connection; new ones are taken. */
  drop(): void;
  /** Ends every connection, and each new one at once. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** By `unix`, `tcp`, or TLS with these options. */
/** A client may end its half and read on, as `docker exec` does. */
const HALVES = { allowHalfOpen: true };

export type ProxyKind = 'unix' | 'tcp' | TlsOptions;

/** @param daemon a `DOCKER_HOST` value */
export async function startProxy(daemon: string, kind: ProxyKind): Promise<DaemonProxy> {
  const open = new Set<Socket>();
  const requests: string[] = [];
  let isCut = false;
  const endAll = () => {
    for (const socket of open) socket.destroy();
  };
  const onConnection = (client: Socket) => {
    client.on('error', () => undefined);
    if (isCut) {
      client.destroy();
      return;
    }
    open.add(client);
    client.once('close', () => open.delete(client));
    client.on('data', (chunk: Buffer) => requests.push(...requestLines(chunk)));
    pair(client, dial(daemon));
  };
  const server =
    typeof kind === 'string'
      ? createServer(HALVES, onConnection)
      : createTlsServer(kind, onConnection);
  // A client that TLS refuses.
  server.on('tlsClientError', () => undefined);
  const { endpoint, remove } = await listen(server, kind);
  return {
    endpoint,
    requests,
    connections: () => open.size,
    drop: endAll,
    cut: () => {
      isCut = true;
      endAll();
    },
    mend: () => {
      isCut = false;
    },
    close: async () => {
      endAll();
      await new Promise((resolve) => server.close(resolve));
      await remove();
    },
  };
}

async function listen(server: Server, kind: ProxyKind) {
  const listening = new Promise((resolve) => server.once('listening', resolve));
  if (kind === 'unix') {
    const folder = await mkdtemp(join(tmpdir(), 'archnest-proxy-'));
    server.listen(join(folder, 'docker.sock'));
    await listening;
    const remove = () => rm(folder, { recursive: true });
    return { endpoint: `unix://${folder}/docker.sock`, remove };
  }
  server.listen(0, '127.0.0.1');
  await listening;
  const { port } = server.address() as AddressInfo;
  const scheme = kind === 'tcp' ? 'tcp' : 'tcps';
  return { endpoint: `${scheme}://127.0.0.1:${port}`, remove: () => Promise.resolve() };
}

function dial(daemon: string): Socket {
  const { protocol, hostname, port } = new URL(daemon);
  if (protocol === 'unix:') return connect({ path: daemon.slice('unix://'.length), ...HALVES });
  return connect({ port: Number(port), host: hostname, ...HALVES });
}

/** Both ways, and the end of one is the end of the other. */
function pair(client: Socket, daemon: Socket): void {
  daemon.on('error', () => undefined);
  client.pipe(daemon).pipe(client);
  client.once('close', () => daemon.destroy());
  daemon.once('close', () => client.destroy());
}

/** A call is small and comes in one piece; what is typed into a shell looks like none. */
const requestLines = (chunk: Buffer): string[] =>
  Array.from(
    chunk.toString('latin1').matchAll(/^(GET|HEAD|POST|PUT|DELETE) ([^ ?]+)\S* HTTP\/1\.1\r$/gm),
    ([, method, path]) => `${method} ${path}`,
  );
