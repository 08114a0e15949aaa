import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiTokenService } from '../auth/apiTokens.ts';
import type { AuditDetails } from '../auth/audit.ts';
import { apiToken, apiTokenParams, createdApiToken, newApiToken } from '../contract/index.ts';
import { sessionOf } from './caller.ts';
import { errors } from './schemas.ts';

export interface ApiTokenRouteOptions {
  apiTokens: ApiTokenService;
}

const tags = ['accounts'];
const denied = ['unauthenticated', 'forbidden'] as const;

/** One's own tokens for scripts. A token may not call any of it. */
export const apiTokenRoutes: FastifyPluginAsyncZod<ApiTokenRouteOptions> = async (
  app,
  { apiTokens },
) => {
  app.get(
    '/api/auth/tokens',
    {
      schema: {
        tags,
        summary: 'Your API tokens, without what opens anything',
        response: { 200: z.array(apiToken), ...errors(...denied) },
      },
    },
    (request) => apiTokens.of(sessionOf(request).user.id),
  );

  app.post(
    '/api/auth/tokens',
    {
      schema: {
        tags,
        summary: 'Create an API token for a script; it is shown in this answer and never again',
        body: newApiToken,
        response: {
          201: createdApiToken,
          ...errors('validation_failed', ...denied, 'conflict'),
        },
      },
    },
    async (request, reply) => {
      const { name, scope, expiresInDays } = request.body;
      const details: AuditDetails = { scope, expiresInDays };
      const created = await request.audited(
        'token.create',
        name,
        async () => {
          const made = await apiTokens.create(sessionOf(request).user.id, request.body);
          details['tokenId'] = made.apiToken.id;
          return made;
        },
        details,
      );
      return reply.code(201).send(created);
    },
  );

  app.delete(
    '/api/auth/tokens/:tokenId',
    {
      schema: {
        tags,
        summary: 'Revoke an API token; what it has open is closed',
        params: apiTokenParams,
        response: { 204: z.undefined(), ...errors('validation_failed', ...denied, 'not_found') },
      },
    },
    async (request, reply) => {
      const { tokenId } = request.params;
      const userId = sessionOf(request).user.id;
      const name = await apiTokens.nameOf(userId, tokenId);
      await request.audited('token.delete', name, () => apiTokens.revoke(userId, tokenId), {
        tokenId,
      });
      return reply.code(204).send();
    },
  );
};
