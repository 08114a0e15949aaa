import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { AuditDetails } from '../auth/audit.ts';
import type { AuditVerifier } from '../auth/auditChain.ts';
import {
  auditEntry,
  auditExportQuery,
  auditPage,
  auditQuery,
  auditVerification,
} from '../contract/index.ts';
import type { AuditEntries } from '../db/audit.ts';
import { sendFile } from './auditFile.ts';
import { errors } from './schemas.ts';

export interface AuditRouteOptions {
  auditEntries: AuditEntries;
  auditVerifier: AuditVerifier;
}

/** Who did what. Reading it changes nothing and leaves no entry, except where all of it is taken along. */
export const auditRoutes: FastifyPluginAsyncZod<AuditRouteOptions> = async (
  app,
  { auditEntries, auditVerifier },
) => {
  const tags = ['audit'];
  app.get(
    '/api/audit',
    {
      schema: {
        tags,
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

  app.get(
    '/api/audit/export',
    {
      schema: {
        tags,
        summary: 'The audit as a file, CSV or JSON: all that fits the filter, newest first',
        querystring: auditExportQuery,
        response: {
          200: z.array(auditEntry),
          ...errors('validation_failed', 'unauthenticated', 'forbidden'),
        },
      },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query;
      // HEAD takes nothing along.
      if (request.method === 'HEAD') return sendFile(reply, format, noEntries());
      const details: AuditDetails = { format, ...given(filter) };
      await request.audit({ action: 'audit.export', target: null, outcome: 'ok', details });
      return sendFile(reply, format, auditEntries.batches(filter));
    },
  );

  app.get(
    '/api/audit/verify',
    {
      schema: {
        tags,
        summary: 'Whether every entry is as it was written, and none is missing or was added',
        response: { 200: auditVerification, ...errors('unauthenticated', 'forbidden') },
      },
    },
    () => auditVerifier.verify(),
  );
};

const given = (filter: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

async function* noEntries(): AsyncGenerator<never> {}
