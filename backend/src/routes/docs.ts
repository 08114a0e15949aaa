import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../errors.ts';

/** What of the reference's answer is passed on; all else is as for any answer of ours. */
const PASSED_ON = ['content-type', 'location'];

/** The OpenAPI document and a page to browse it. Neither holds anything but what the source says. */
export const docsRoutes: FastifyPluginAsync = async (app) => {
  const options = { schema: { hide: true } };
  for (const path of ['/api/openapi.json', '/api/docs', '/api/docs/*'])
    app.get(path, options, async (request: FastifyRequest, reply: FastifyReply) => {
      const reference = await app.reference();
      const { statusCode, headers, rawPayload } = await reference.inject(request.url);
      const path = request.url.split('?')[0];
      if (statusCode >= 400) throw notFound(`${request.method} ${path} does not exist.`);
      for (const name of PASSED_ON) {
        const value = headers[name];
        if (value !== undefined) void reply.header(name, value);
      }
      return reply.code(statusCode).send(rawPayload);
    });
};
