import websocket from '@fastify/websocket';
import fp from 'fastify-plugin';

const MAX_FRAME_BYTES = 64 * 1024;

/**
 * WebSockets on the same port; upgrades pass the scopes' hooks like any request. Comes before every plugin with
 * hooks: only an upgrade that it has seen is closed when a later hook refuses it.
 */
export const sockets = fp(
  async (app) => {
    await app.register(websocket, {
      options: { maxPayload: MAX_FRAME_BYTES },
      errorHandler: (error, socket, request) => {
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
  },
  { name: 'sockets' },
);
