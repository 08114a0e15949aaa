import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FastifyPluginAsync } from 'fastify';
import { internal } from '../errors.ts';
import { originFor, shellWord } from './origin.ts';

export interface AgentScriptOptions {
  /** The agent that this server ships; its installer and its systemd units lie beside it. */
  agentScript: string;
  publicUrl: string | undefined;
}

const SHELL = 'text/x-shellscript; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';
/** The line of the installer that takes this server's address. */
const PLACE = /^readonly SERVER_URL=''$/m;

/** The agent and what sets it up, so that a machine needs nothing but this server's address. They hold no secret. */
export const agentScriptRoutes: FastifyPluginAsync<AgentScriptOptions> = async (
  app,
  { agentScript, publicUrl },
) => {
  const folder = dirname(agentScript);
  const files: [url: string, path: string, type: string][] = [
    ['/agent/archnest-docker-agent.sh', agentScript, SHELL],
    ...['archnest-docker-agent.service', 'archnest-docker-agent.timer'].map(
      (name): [string, string, string] => [`/agent/${name}`, join(folder, 'systemd', name), TEXT],
    ),
  ];
  for (const [url, path, type] of files)
    app.get(url, { schema: { hide: true } }, (_request, reply) =>
      reply.header('cache-control', 'no-cache').type(type).send(createReadStream(path)),
    );

  app.get('/agent/install.sh', { schema: { hide: true } }, async (request, reply) => {
    const url = originFor(request, publicUrl);
    const script = await readFile(join(folder, 'install.sh'), 'utf8').catch((error: unknown) => {
      throw internal(error);
    });
    if (!PLACE.test(script)) throw internal(new Error('install.sh has no place for the address'));
    return reply
      .header('cache-control', 'no-store')
      .type(SHELL)
      .send(script.replace(PLACE, () => `readonly SERVER_URL=${shellWord(url)}`));
  });
};
