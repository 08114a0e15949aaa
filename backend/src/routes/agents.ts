import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { AgentGate } from '../agents/gate.ts';
import type { AgentSources } from '../agents/hosts.ts';
import {
  agentHost,
  agentHostParams,
  agentIngest,
  container,
  containerRef,
} from '../contract/index.ts';
import { errors } from './schemas.ts';

export interface AgentRouteOptions {
  agents: AgentSources;
  gate: AgentGate;
  /** Of the agent that this server ships. */
  agentVersion: string | undefined;
}

const tags = ['agents'];

/** What members may read of the hosts that report through an agent. */
export const agentRoutes: FastifyPluginAsyncZod<AgentRouteOptions> = async (
  app,
  { agents, gate, agentVersion },
) => {
  app.get(
    '/api/agents/docker/hosts',
    {
      schema: {
        tags,
        summary: 'The hosts that report, without their containers',
        response: { 200: z.array(agentHost), ...errors('unauthenticated') },
      },
    },
    () =>
      Array.from(agents.all(), (source) => {
        const { host_id, token_id } = source.row;
        return source.describeAgent(agentVersion, gate.tokenOf(host_id, token_id));
      }),
  );

  app.get(
    '/api/agents/docker/hosts/:hostId/containers',
    {
      schema: {
        tags,
        summary: 'The containers of the last report',
        params: agentHostParams,
        response: {
          200: z.array(container),
          ...errors('validation_failed', 'unauthenticated', 'not_found'),
        },
      },
    },
    (request) => agents.require(request.params.hostId).list(),
  );

  app.get(
    '/api/agents/docker/hosts/:hostId/containers/:containerId',
    {
      schema: {
        tags,
        summary: 'One container of the last report, by id, id prefix or name',
        params: agentHostParams.extend({ containerId: containerRef }),
        response: {
          200: container,
          ...errors('validation_failed', 'unauthenticated', 'not_found', 'conflict'),
        },
      },
    },
    (request) => agents.require(request.params.hostId).find(request.params.containerId),
  );
};

export interface AgentAdminRouteOptions {
  agents: AgentSources;
  gate: AgentGate;
  publicUrl: string | undefined;
}

export const agentAdminRoutes: FastifyPluginAsyncZod<AgentAdminRouteOptions> = async (
  app,
  { agents, gate, publicUrl },
) => {
  app.get(
    '/api/agents/docker/ingest',
    {
      schema: {
        tags,
        summary: 'Whether agents may report, and under which address',
        response: { 200: agentIngest, ...errors('unauthenticated', 'forbidden') },
      },
    },
    () => ({ enabled: gate.enabled, publicUrl: publicUrl ?? null }),
  );

  app.delete(
    '/api/agents/docker/hosts/:hostId',
    {
      schema: {
        tags,
        summary: 'Forget a host; it comes back with its next report',
        params: agentHostParams,
        response: {
          204: z.undefined(),
          ...errors('validation_failed', 'unauthenticated', 'forbidden', 'not_found'),
        },
      },
    },
    async (request, reply) => {
      const { hostId } = request.params;
      await request.audited('host.forget', `agent:${hostId}`, () => agents.forget(hostId));
      return reply.code(204).send();
    },
  );
};
