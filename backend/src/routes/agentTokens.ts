import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { AgentTokenService } from '../agents/tokens.ts';
import {
  agentToken,
  agentTokenParams,
  createdAgentToken,
  newAgentToken,
} from '../contract/index.ts';
import { sessionOf } from './caller.ts';
import { errors } from './schemas.ts';

export interface AgentTokenRouteOptions {
  agentTokens: AgentTokenService;
}

const tags = ['agents'];
const denied = ['unauthenticated', 'forbidden'] as const;

/** The tokens that are bound to one host each. */
export const agentTokenRoutes: FastifyPluginAsyncZod<AgentTokenRouteOptions> = async (
  app,
  { agentTokens },
) => {
  app.get(
    '/api/agents/tokens',
    {
      schema: {
        tags,
        summary: 'The tokens of hosts that report, never themselves',
        response: { 200: z.array(agentToken), ...errors(...denied) },
      },
    },
    () => agentTokens.list(),
  );

  app.post(
    '/api/agents/tokens',
    {
      schema: {
        tags,
        summary: 'Make a token for one host, shown this once; older ones end in a day',
        body: newAgentToken,
        response: { 201: createdAgentToken, ...errors('validation_failed', ...denied) },
      },
    },
    async (request, reply) => {
      const { hostId } = request.body;
      const created = await request.audited('agent.token_create', `agent:${hostId}`, () =>
        agentTokens.create(hostId, sessionOf(request).user.username),
      );
      return reply.code(201).send(created);
    },
  );

  app.delete(
    '/api/agents/tokens/:tokenId',
    {
      schema: {
        tags,
        summary: 'Revoke a token: its next report is refused',
        params: agentTokenParams,
        response: { 204: z.undefined(), ...errors('validation_failed', ...denied, 'not_found') },
      },
    },
    async (request, reply) => {
      const tokenId = Number(request.params.tokenId);
      const hostId = agentTokens.hostOf(tokenId);
      await request.audited(
        'agent.token_revoke',
        hostId === undefined ? null : `agent:${hostId}`,
        () => agentTokens.revoke(tokenId),
        { tokenId },
      );
      return reply.code(204).send();
    },
  );
};
