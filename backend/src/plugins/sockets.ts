import websocket from '@fastify/websocket';
import fp from 'fastify-plugin';
import type { WebSocket } from 'ws';
import { notFound } from '../errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route takes upgrades. */
    socket?: boolean;
  }
}

const MOST_PINGS_A_SECOND = 20;

/** What one peer may make us keep. Nobody has a reason to send more, or to send it in smaller crumbs. */
const limits = {
  /** Of a message, whatever number of fragments it comes in. */
  maxPayload: 64 * 1024,
  maxFragments: 256,
  maxBufferedChunks: 1_024,
  /**
   * In milliseconds. A peer that does not answer our close is cut off: who may not do anything any more must be gone,
   * and a laptop that sleeps must not hold up the stop.
   */
  closeTimeout: 1_000,
};

/**
 * WebSockets on the same port; upgrades pass the scopes' hooks like any request. Comes before every plugin with
 * hooks: only an upgrade that it has seen is closed when a later hook refuses it.
 */
export const sockets = fp(
  async (app) => {
    app.addHook('onRoute', (route) => {
      if (route.websocket || route.wsHandler) (route.config ??= {}).socket = true;
    });
    await app.register(websocket, {
      options: limits,
      errorHandler: (error, socket, request) => {
        if (isPeersFault(error)) {
          // The library has closed the socket with the code that says why.
          request.log.info({ err: error, address: request.ip }, 'a peer broke its socket');
          return;
        }
        request.log.error({ err: error }, 'socket failed');
        socket.terminate();
      },
      preClose: (done) => {
        for (const socket of app.websocketServer.clients) socket.close(1001, 'server is stopping');
        app.websocketServer.close(() => {
          done();
        });
      },
    });
    app.websocketServer.on('connection', limitPings);
    app.addHook('onRequest', async (request) => {
      if (request.ws && !request.routeOptions.config.socket)
        throw notFound('There is no WebSocket here.');
    });
  },
  { name: 'sockets' },
);

/** Every ping is answered, so a flood of them costs us twice what it costs its sender. */
function limitPings(socket: WebSocket): void {
  let since = 0;
  let count = 0;
  socket.on('ping', () => {
    const now = performance.now();
    if (now - since >= 1_000) {
      since = now;
      count = 0;
    }
    if (++count <= MOST_PINGS_A_SECOND || socket.readyState !== socket.OPEN) return;
    socket.close(1008, 'too many pings');
    // What else it sends is not worth the reading.
    socket.pause();
  });
}

/** A frame that breaks the protocol or our limits, or a connection that broke. */
function isPeersFault(error: Error & { code?: string }): boolean {
  return /^(WS_ERR_|ECONNRESET|EPIPE|ETIMEDOUT)/.test(error.code ?? '');
}
