import { createReadStream } from 'node:fs';
import type { FastifyPluginAsync } from 'fastify';

export interface AgentScriptOptions {
  /** The script that this server ships. */
  path: string;
}

/** The agent itself, so that a VM needs nothing but this server's address. It holds no secret. */
export const agentScriptRoutes: FastifyPluginAsync<AgentScriptOptions> = async (app, { path }) => {
  app.get('/agent/archnest-docker-agent.sh', { schema: { hide: true } }, (_request, reply) =>
    reply
      .header('cache-control', 'no-cache')
      .type('text/x-shellscript; charset=utf-8')
      .send(createReadStream(path)),
  );
};
