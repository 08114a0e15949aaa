import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { listAll } from '../containers/listAll.ts';
import type { HostRegistry } from '../containers/registry.ts';
import { containerList, containersQuery, host } from '../contract/index.ts';
import { errors } from './schemas.ts';

export interface HostRouteOptions {
  registry: HostRegistry;
}

/** What stands behind it was made of the schema's values: to parse it again for the serializer would cost more than all else. */
const JSON_TYPE = 'application/json; charset=utf-8';

export const hostRoutes: FastifyPluginAsyncZod<HostRouteOptions> = async (app, { registry }) => {
  app.get(
    '/api/hosts',
    {
      schema: {
        tags: ['hosts'],
        summary: 'Every host of every source',
        response: { 200: z.array(host), ...errors('unauthenticated') },
      },
    },
    async (_request, reply) => {
      await registry.settled();
      return reply.type(JSON_TYPE).send(registry.hostsBody() as never);
    },
  );

  app.get(
    '/api/containers',
    {
      schema: {
        tags: ['containers'],
        summary:
          'The containers of all hosts, or of those named; hosts that failed stand beside them',
        querystring: containersQuery,
        response: { 200: containerList, ...errors('validation_failed', 'unauthenticated') },
      },
    },
    async (request, reply) => {
      const list = await listAll(registry, request.query.host, (error, key) => {
        request.log.error({ err: error, host: key }, 'listing a host failed');
      });
      return reply.type(JSON_TYPE).send(JSON.stringify(list) as never);
    },
  );
};
