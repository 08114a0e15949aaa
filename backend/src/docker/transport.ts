import type { Agent, ClientRequest, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import type { EngineTls } from '../contract/index.ts';

// An import of it would read everything that it exports, and load undici, 3 MB, for one of these.
const { Agent: HttpAgent, request: httpRequest } = process.getBuiltinModule('node:http');

/**
 * Which connection a call uses. `shared`: a few kept-alive ones, for short calls. `ping`: one of its own, so that a
 * full pool does not look like a dead host. `stats`: many, since Docker before 23 answers each at its next second.
 * `own`: a fresh one, for streams, shells and calls that may wait long.
 */
export type Lane = 'shared' | 'ping' | 'stats' | 'own';

/** The HTTP of one call. */
export interface Call {
  path: string;
  method: string;
  headers: Record<string, string | number>;
}

/** A way to a daemon's HTTP API. The unix socket, TCP and TLS are here; a channel inside SSH is another. */
export interface Transport {
  /** How many calls these lanes carry at once; more would wait, with their deadline running. */
  readonly atOnce: { shared: number; stats: number };
  request(call: Call, lane: Lane): ClientRequest;
  /** Ends every connection, also those in use. */
  close(): void;
}

/** More at once only makes a daemon's answers wait for each other. */
const SHARED_CONNECTIONS = 6;
const STATS_CONNECTIONS = 64;
/** A host that nobody looks at keeps no connection. */
const IDLE_MS = 10_000;
/** A stream may be silent for days: without this nobody would hear that its other side was switched off. */
const PROBE_AFTER_MS = 15_000;

/**
 * @param endpoint as the contract's `engineEndpoint`
 * @param tls what to trust and to show, for `tcps://`
 */
export function engineTransport(endpoint: string, tls: EngineTls | null): Transport {
  const url = new URL(endpoint);
  if (url.protocol === 'unix:')
    return transport(httpRequest, (_lane, options) => new HttpAgent(options), {
      socketPath: endpoint.slice('unix://'.length),
    });
  // An IPv6 address stands in brackets in a URL, and without them in a connection.
  const address = { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) };
  if (url.protocol !== 'tcps:')
    return transport(httpRequest, (_lane, options) => new HttpAgent(options), address);
  const { ca, cert, key, serverName } = tls ?? {};
  const trust = {
    minVersion: 'TLSv1.2' as const,
    // Said aloud, because the environment (NODE_TLS_REJECT_UNAUTHORIZED) could say otherwise.
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
  return transport(
    httpsRequest,
    (_lane, options) => new HttpsAgent({ ...options, ...trust }),
    address,
  );
}

/**
 * A transport whose connections somebody else makes, such as channels inside SSH.
 * @param connect a fresh two-way stream to the daemon; what it rejects with is what the call rejects with
 * @param atOnce how many of these streams there may be for short calls and for stats
 */
export function streamTransport(
  connect: (lane: Lane) => Promise<Duplex>,
  atOnce: Transport['atOnce'],
): Transport {
  const makeAgent = (lane: Lane, options: Connections) => {
    const agent = new HttpAgent(options);
    agent.createConnection = (_options, done) => {
      connect(lane).then(
        (stream) => done?.(null, stream),
        (error: Error) => done?.(error, undefined as never),
      );
      return undefined;
    };
    return agent;
  };
  return transport(httpRequest, makeAgent, { host: 'docker' }, atOnce);
}

interface Connections {
  keepAlive: boolean;
  maxSockets?: number;
  timeout?: number;
}

function transport(
  request: typeof httpRequest,
  makeAgent: (lane: Lane, options: Connections) => Agent,
  address: Pick<RequestOptions, 'host' | 'port' | 'socketPath'>,
  atOnce: Transport['atOnce'] = { shared: SHARED_CONNECTIONS, stats: STATS_CONNECTIONS },
): Transport {
  const kept = (lane: Lane, maxSockets: number) =>
    makeAgent(lane, { keepAlive: true, maxSockets, timeout: IDLE_MS });
  const agents: Record<Lane, Agent> = {
    shared: kept('shared', atOnce.shared),
    ping: kept('ping', 1),
    stats: kept('stats', atOnce.stats),
    own: makeAgent('own', { keepAlive: false }),
  };
  let closed = false;
  return {
    atOnce,
    request: (call, lane) => {
      // A call that was cut off by the end must not begin again.
      if (closed) throw new Error('The host is not connected any more.');
      const options = { ...address, ...call, agent: agents[lane] };
      // Docker refuses a Host header that is no host name, which the path of a socket is not.
      if (address.socketPath) options.headers = { ...call.headers, host: 'docker' };
      const sent = request(options);
      sent.once('socket', (socket) => socket.setKeepAlive(true, PROBE_AFTER_MS));
      return sent;
    },
    close: () => {
      closed = true;
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}
