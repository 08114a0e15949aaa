import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { UserService } from '../auth/users.ts';
import type { HostRegistry } from '../containers/registry.ts';
import { about, SEATS } from '../contract/index.ts';
import type { DataDirectory } from '../db/dataDirectory.ts';
import { errors } from './schemas.ts';

export interface AboutOptions {
  version: string;
  registry: HostRegistry;
  users: UserService;
  dataDirectory: DataDirectory;
}

/** What runs here, and how much there is of it. */
export const aboutRoutes: FastifyPluginAsyncZod<AboutOptions> = async (
  app,
  { version, registry, users, dataDirectory },
) => {
  const startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();
  app.get(
    '/api/about',
    {
      schema: {
        tags: ['server'],
        summary: 'The server by its numbers',
        response: { 200: about, ...errors('unauthenticated') },
      },
    },
    async () => ({
      version,
      node: process.versions.node,
      startedAt,
      ...(await dataDirectory.sizes()),
      hosts: [...registry.all()].length,
      users: (await users.all()).filter(({ active }) => active).length,
      seats: SEATS,
    }),
  );
};
