import type { FastifyInstance } from 'fastify';
import { ReportDecoder } from './agents/decoder.ts';
import { AgentGate } from './agents/gate.ts';
import { AgentSources } from './agents/hosts.ts';
import { Ingest } from './agents/ingest.ts';
import { buildApp } from './app.ts';
import { keyring } from './auth/keys.ts';
import { SessionService } from './auth/sessions.ts';
import { Setup } from './auth/setup.ts';
import { SignIn } from './auth/signIn.ts';
import type { Config } from './config.ts';
import { HostRegistry } from './containers/registry.ts';
import { AgentHosts } from './db/agentHosts.ts';
import { openDatabase } from './db/open.ts';
import { Sessions } from './db/sessions.ts';
import { Users } from './db/users.ts';
import { StartError } from './errors.ts';
import { agentScript, pageRoot, version } from './paths.ts';

export interface Server {
  app: FastifyInstance;
  /** While setup is due: the one-time token. */
  setupToken: string | undefined;
  /** Listens. @throws StartError when the port cannot be had */
  listen(): Promise<void>;
  /** Ends sockets, finishes what was accepted, closes the database. */
  close(): Promise<void>;
}

/**
 * Opens the data directory and assembles the app on it, not yet listening.
 * @throws StartError
 */
export async function createServer(config: Config): Promise<Server> {
  const database = await openDatabase(config.dataDir);
  const users = new Users(database.db);
  const sessions = new SessionService(new Sessions(database.db));
  const registry = new HostRegistry();
  const agents = await AgentSources.load(
    new AgentHosts(database.db),
    registry,
    config.staleAfterMs,
  );
  const decoder = new ReportDecoder();
  const ingest = new Ingest(decoder, agents);
  const setup = await Setup.open(config.dataDir, users);
  const app = await buildApp(
    {
      version,
      pageRoot,
      agentScript,
      publicUrl: config.publicUrl,
      jwtKey: keyring(config.dataDir, config.secretKey)('session tokens'),
      setup,
      signIn: new SignIn(users, sessions),
      sessions,
      registry,
      agents,
      gate: new AgentGate(config.agentToken),
      ingest,
    },
    {
      trustProxy: config.trustProxy,
      logger: {
        level: config.logLevel,
        redact: ['req.headers', 'headers', '*.authorization', '*.cookie', '*.password', '*.token'],
      },
    },
  );
  await app.ready();
  return {
    app,
    setupToken: setup.token,
    listen: () => listen(app, config),
    close: async () => {
      // A connection whose last request ends while we stop would be kept alive for a minute more.
      const idle = setInterval(() => {
        app.server.closeIdleConnections();
      }, 50);
      await app.close();
      clearInterval(idle);
      await ingest.drain();
      agents.close();
      await decoder.close();
      await database.close();
    },
  };
}

async function listen(app: FastifyInstance, { bind, port }: Config): Promise<void> {
  try {
    await app.listen({ host: bind, port, listenTextResolver: () => 'listening' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new StartError(
        `port ${port} on ${bind} is in use: stop what uses it or set ARCHNEST_PORT`,
      );
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new StartError(`${bind} is not an address of this machine: set ARCHNEST_BIND`);
    if (code === 'EACCES')
      throw new StartError(`port ${port} needs more rights: set ARCHNEST_PORT above 1023`);
    throw error;
  }
}
