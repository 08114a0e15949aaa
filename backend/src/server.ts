import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { ReportDecoder } from './agents/decoder.ts';
import { EnrolmentService } from './agents/enrolments.ts';
import { AgentGate } from './agents/gate.ts';
import { AgentSources } from './agents/hosts.ts';
import { InFlight } from './agents/inFlight.ts';
import { Ingest } from './agents/ingest.ts';
import { versionOf } from './agents/script.ts';
import { AgentTokenService } from './agents/tokens.ts';
import { buildApp } from './app.ts';
import { ApiTokenService } from './auth/apiTokens.ts';
import { AuditVerifier } from './auth/auditChain.ts';
import { Callers } from './auth/callers.ts';
import { unlock } from './auth/keys.ts';
import { AttemptLimit } from './auth/limits.ts';
import { Once } from './auth/once.ts';
import { ProfileService } from './auth/profile.ts';
import { SecondFactor } from './auth/secondFactor.ts';
import { SessionService } from './auth/sessions.ts';
import { Setup } from './auth/setup.ts';
import { SignIn } from './auth/signIn.ts';
import { TotpService } from './auth/totp.ts';
import { UserService } from './auth/users.ts';
import type { Config } from './config.ts';
import { HostRegistry } from './containers/registry.ts';
import { AgentHosts } from './db/agentHosts.ts';
import { AgentTokens } from './db/agentTokens.ts';
import { ApiTokens } from './db/apiTokens.ts';
import { AuditEntries } from './db/audit.ts';
import { DataDirectory } from './db/dataDirectory.ts';
import { EngineHosts } from './db/engineHosts.ts';
import { Enrolments } from './db/enrolments.ts';
import { SshHosts } from './db/sshHosts.ts';
import { openDatabase } from './db/open.ts';
import { Sessions } from './db/sessions.ts';
import { SignIns } from './db/signIns.ts';
import { TotpSecrets } from './db/totp.ts';
import { Users } from './db/users.ts';
import { EngineSources } from './docker/hosts.ts';
import { StartError } from './errors.ts';
import { agentScript, pageRoot, version } from './paths.ts';
import { SshSources } from './ssh/hosts.ts';

/** What no log line holds, wherever somebody logs an object that has it. Bodies of requests are never logged at all. */
export const REDACTED = [
  'req.headers',
  'headers',
  '*.authorization',
  '*.cookie',
  '*.password',
  'auth',
  '*.auth',
  '*.privateKey',
  '*.passphrase',
  '*.token',
  'tls',
  '*.tls',
  '*.key',
  '*.ca',
  '*.cert',
];

const HOUR_MS = 3_600_000;
/** Of the time that a stop may take: what is answered by then is answered. */
const CALLS_MAY_TAKE_MS = 5_000;
/** By then nobody takes what is still to be sent, such as a download that was paused. */
const ANSWERS_MAY_TAKE_MS = 7_500;

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
  const { keys, sealer } = await unlock(database.db, config.dataDir, config.secretKey).catch(
    async (error: unknown) => {
      await database.close();
      throw error;
    },
  );
  const auditEntries = new AuditEntries(database.db, keys('audit chain'));
  const users = new Users(database.db);
  const sessions = new SessionService(new Sessions(database.db));
  const totp = new TotpService(new TotpSecrets(database.db, sealer), keys('recovery codes'));
  const signIn = new SignIn(users, sessions, new SecondFactor(totp));
  const apiTokens = new ApiTokenService(new ApiTokens(database.db));
  const registry = new HostRegistry();
  const agents = await AgentSources.load(
    new AgentHosts(database.db),
    registry,
    config.staleAfterMs,
  );
  const engines = await EngineSources.load({
    repository: new EngineHosts(database.db, sealer),
    registry,
    localEndpoint: config.dockerHost ?? null,
    // The app that brings the log stands on what is made here.
    log: { warn: (details, message) => app.log.warn(details, message) },
  });
  const sshHosts = await SshSources.load({
    repository: new SshHosts(database.db, sealer),
    registry,
    agentSocket: config.sshAgent ?? null,
    log: { warn: (details, message) => app.log.warn(details, message) },
  });
  const agentTokens = await AgentTokenService.load(new AgentTokens(database.db), {
    warn: (details, message) => app.log.warn(details, message),
  });
  const decoder = new ReportDecoder();
  const ingest = new Ingest(decoder, agents);
  const setup = await Setup.open(config.dataDir, users);
  const app: FastifyInstance = await buildApp(
    {
      version,
      pageRoot,
      agentScript,
      agentVersion: shippedAgentVersion(),
      publicUrl: config.publicUrl,
      jwtKey: keys('session tokens'),
      setup,
      signIn,
      sessions,
      users: new UserService(users, sessions),
      profiles: new ProfileService({ users, sessions, signIn, signIns: new SignIns(database.db) }),
      totp,
      apiTokens,
      callers: new Callers(sessions, apiTokens),
      auditEntries,
      auditVerifier: new AuditVerifier(auditEntries),
      dataDirectory: new DataDirectory(config.dataDir),
      registry,
      agents,
      engines,
      sshHosts,
      gate: new AgentGate(config.agentToken, agentTokens),
      agentTokens,
      enrolments: new EnrolmentService(new Enrolments(database.db), agentTokens),
      enrolLimit: new AttemptLimit(10, 60),
      ingest,
      inFlight: new InFlight(),
      refusals: new Once(HOUR_MS),
    },
    {
      trustProxy: config.trustProxy,
      logger: { level: config.logLevel, redact: REDACTED },
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
      // A container may take minutes to stop; the daemon goes on with it without us.
      const patience = setTimeout(() => {
        engines.close();
        sshHosts.close();
      }, CALLS_MAY_TAKE_MS);
      const end = setTimeout(() => {
        app.server.closeAllConnections();
      }, ANSWERS_MAY_TAKE_MS);
      await app.close();
      clearTimeout(patience);
      clearTimeout(end);
      clearInterval(idle);
      await ingest.drain();
      await agentTokens.close();
      agents.close();
      engines.close();
      sshHosts.close();
      await decoder.close();
      await database.close();
    },
  };
}

/** Without the file nothing is newer; whoever asks for the script is told. */
function shippedAgentVersion(): string | undefined {
  try {
    return versionOf(readFileSync(agentScript, 'utf8'));
  } catch {
    return undefined;
  }
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
