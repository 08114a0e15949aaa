import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { auditPage, auditQuery } from '../contract/index.ts';
import type { AuditEntries } from '../db/audit.ts';
import { errors } from './schemas.ts';

export interface AuditRouteOptions {
  auditEntries: AuditEntries;
}

/** Who did what. Reading it changes nothing and leaves no entry. */
export const auditRoutes: FastifyPluginAsyncZod<AuditRouteOptions> = async (
  app,
  { auditEntries },
) => {
  app.get(
    '/api/audit',
    {
      schema: {
        tags: ['audit'],
        summary: 'Who did what to what, from where, and how it ended: newest first',
        querystring: auditQuery,
        response: {
          200: auditPage,
          ...errors('validation_failed', 'unauthenticated', 'forbidden'),
        },
      },
    },
    (request) => auditEntries.page(request.query),
  );
};
