import websocket from '@fastify/websocket';
import fp from 'fastify-plugin';
import { notFound } from '../errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route takes upgrades. */
    socket?: boolean;
  }
}

const MAX_FRAME_BYTES = 64 * 1024;
const GOODBYE_MS = 1_000;

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
      options: { maxPayload: MAX_FRAME_BYTES },
      errorHandler: (error, socket, request) => {
        request.log.error({ err: error }, 'socket failed');
        socket.terminate();
      },
      preClose: (done) => {
        const { clients } = app.websocketServer;
        for (const socket of clients) socket.close(1001, 'server is stopping');
        // A sleeping laptop does not answer the close; the stop must not wait for it.
        const patience = setTimeout(() => {
          for (const socket of clients) socket.terminate();
        }, GOODBYE_MS);
        app.websocketServer.close(() => {
          clearTimeout(patience);
          done();
        });
      },
    });
    app.addHook('onRequest', async (request) => {
      if (request.ws && !request.routeOptions.config.socket)
        throw notFound('There is no WebSocket here.');
    });
  },
  { name: 'sockets' },
);
