import fp from 'fastify-plugin';

/**
 * One line a request, when it is done: path without query, status, time. Agents and pages ask often, so what
 * went well is `debug`.
 */
export const requestLog = fp(
  async (app) => {
    app.addHook('onResponse', async (request, reply) => {
      const { statusCode } = reply;
      const level = statusCode >= 500 ? 'error' : statusCode >= 400 ? 'info' : 'debug';
      request.log[level](
        {
          method: request.method,
          path: request.url.split('?')[0],
          status: statusCode,
          ms: Math.round(reply.elapsedTime * 10) / 10,
          address: request.ip,
          user: request.session?.user.username,
        },
        'request',
      );
    });
  },
  { name: 'requestLog', dependencies: ['guard'] },
);
