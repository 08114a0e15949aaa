import type { FastifyPluginAsync } from 'fastify';
import type { LiveCallers } from '../auth/callers.ts';
import type { HostRegistry } from '../containers/registry.ts';
import { holdAuthority } from '../sockets/authority.ts';
import { LiveFeed } from '../sockets/live.ts';
import { notFound } from '../errors.ts';
import { sessionOf } from './caller.ts';

export interface LiveRouteOptions {
  registry: HostRegistry;
  callers: LiveCallers;
}

export const liveRoutes: FastifyPluginAsync<LiveRouteOptions> = async (
  app,
  { registry, callers },
) => {
  app.route({
    method: 'GET',
    url: '/api/live',
    schema: { hide: true },
    handler: () => {
      throw notFound('This address takes WebSockets only.');
    },
    wsHandler: (socket, request) => {
      const session = sessionOf(request);
      const { user, token } = session;
      // A page whose user's role changed hears it at once, and comes back as what they are. A script has nothing to redraw.
      holdAuthority(socket, session, callers, token ? {} : { role: user.role });
      new LiveFeed(socket, registry, request.log);
    },
  });
};
