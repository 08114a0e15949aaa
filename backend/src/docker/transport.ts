import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { Agent, ClientRequest, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { EngineTls } from '../contract/index.ts';

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
    return transport(httpRequest, (options) => new HttpAgent(options), {
      socketPath: endpoint.slice('unix://'.length),
    });
  // An IPv6 address stands in brackets in a URL, and without them in a connection.
  const address = { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) };
  if (url.protocol !== 'tcps:')
    return transport(httpRequest, (options) => new HttpAgent(options), address);
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
  return transport(httpsRequest, (options) => new HttpsAgent({ ...options, ...trust }), address);
}

interface Connections {
  keepAlive: boolean;
  maxSockets?: number;
  timeout?: number;
}

function transport(
  request: typeof httpRequest,
  makeAgent: (options: Connections) => Agent,
  address: Pick<RequestOptions, 'host' | 'port' | 'socketPath'>,
): Transport {
  const agents: Record<Lane, Agent> = {
    shared: makeAgent({ keepAlive: true, maxSockets: SHARED_CONNECTIONS, timeout: IDLE_MS }),
    ping: makeAgent({ keepAlive: true, maxSockets: 1, timeout: IDLE_MS }),
    stats: makeAgent({ keepAlive: true, maxSockets: STATS_CONNECTIONS, timeout: IDLE_MS }),
    own: makeAgent({ keepAlive: false }),
  };
  let closed = false;
  return {
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
