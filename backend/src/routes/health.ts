import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { health } from '../contract/index.ts';

export interface HealthOptions {
  version: string;
}

export const healthRoutes: FastifyPluginAsyncZod<HealthOptions> = async (app, { version }) => {
  app.get(
    '/api/health',
    { schema: { tags: ['server'], summary: 'Is the server up', response: { 200: health } } },
    () => ({ status: 'ok' as const, version }),
  );
};
