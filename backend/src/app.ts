import Fastify, { LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { EnrolmentService } from './agents/enrolments.ts';
import type { AgentGate } from './agents/gate.ts';
import type { AgentSources } from './agents/hosts.ts';
import type { InFlight } from './agents/inFlight.ts';
import type { Ingest } from './agents/ingest.ts';
import type { AgentTokenService } from './agents/tokens.ts';
import type { AuditVerifier } from './auth/auditChain.ts';
import { auditing } from './auth/auditing.ts';
import { guard } from './auth/guard.ts';
import type { ApiTokenService } from './auth/apiTokens.ts';
import type { LiveCallers } from './auth/callers.ts';
import type { AttemptLimit } from './auth/limits.ts';
import type { Once } from './auth/once.ts';
import type { ProfileService } from './auth/profile.ts';
import type { SessionService } from './auth/sessions.ts';
import type { Setup } from './auth/setup.ts';
import type { SignIn } from './auth/signIn.ts';
import type { TotpService } from './auth/totp.ts';
import type { UserService } from './auth/users.ts';
import type { TrustProxy } from './config.ts';
import type { HostRegistry } from './containers/registry.ts';
import type { AuditEntries } from './db/audit.ts';
import type { DataDirectory } from './db/dataDirectory.ts';
import type { EngineSources } from './docker/hosts.ts';
import type { SshSources } from './ssh/hosts.ts';
import { access, declareAccess, openToTokens } from './plugins/access.ts';
import { answerClientError, errorHandler, sendError } from './plugins/errorHandler.ts';
import { headers } from './plugins/headers.ts';
import { openApi } from './plugins/openapi.ts';
import { page } from './plugins/page.ts';
import { requestLog } from './plugins/requestLog.ts';
import { sockets } from './plugins/sockets.ts';
import { aboutRoutes } from './routes/about.ts';
import { agentAdminRoutes, agentRoutes } from './routes/agents.ts';
import { agentScriptRoutes } from './routes/agentScript.ts';
import { agentTokenRoutes } from './routes/agentTokens.ts';
import { apiTokenRoutes } from './routes/apiTokens.ts';
import { auditRoutes } from './routes/audit.ts';
import { authRoutes, publicAuthRoutes } from './routes/auth.ts';
import { containerAdminRoutes, containerRoutes } from './routes/containers.ts';
import { execSocketRoutes, logSocketRoutes } from './routes/containerSockets.ts';
import { docsRoutes } from './routes/docs.ts';
import { engineHostRoutes } from './routes/engineHosts.ts';
import { enrolmentRoutes, enrolRoutes } from './routes/enrolments.ts';
import { healthRoutes } from './routes/health.ts';
import { hostRoutes } from './routes/hosts.ts';
import { liveRoutes } from './routes/live.ts';
import { profileRoutes } from './routes/profile.ts';
import { reportRoutes } from './routes/report.ts';
import { sshHostRoutes } from './routes/sshHosts.ts';
import { totpRoutes } from './routes/totp.ts';
import { userRoutes } from './routes/users.ts';

/** Everything that the routes stand on; `server.ts` makes it, and tests may. */
export interface AppDeps {
  version: string;
  pageRoot: string;
  agentScript: string;
  /** Of the agent that this server ships; `undefined` when it states none. */
  agentVersion: string | undefined;
  publicUrl: string | undefined;
  jwtKey: Buffer;
  setup: Setup;
  signIn: SignIn;
  sessions: SessionService;
  users: UserService;
  profiles: ProfileService;
  totp: TotpService;
  apiTokens: ApiTokenService;
  callers: LiveCallers;
  auditEntries: AuditEntries;
  auditVerifier: AuditVerifier;
  dataDirectory: DataDirectory;
  registry: HostRegistry;
  agents: AgentSources;
  engines: EngineSources;
  sshHosts: SshSources;
  gate: AgentGate;
  agentTokens: AgentTokenService;
  enrolments: EnrolmentService;
  enrolLimit: AttemptLimit;
  ingest: Ingest;
  inFlight: InFlight;
  refusals: Once;
}

/** Small for the API; the report route has a limit of its own. */
const BODY_LIMIT_BYTES = 64 * 1024;

const unused = (): never => {
  throw new Error('the compilers are those of zod');
};

/**
 * The only assembly: plugins, then one scope for each kind of caller. A route is as open as its scope, and open to API
 * tokens only where that is said: what makes accounts, tokens or other ways in takes a person who signed in.
 */
export async function buildApp(
  deps: AppDeps,
  server: {
    logger?: NonNullable<FastifyServerOptions['logger']>;
    trustProxy?: TrustProxy;
  } = {},
): Promise<FastifyInstance> {
  const app = Fastify({
    ...server,
    bodyLimit: BODY_LIMIT_BYTES,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 60_000,
    frameworkErrors: (error, _request, reply) => void sendError(error, reply),
    clientErrorHandler: answerClientError,
    // Others, such as h2c, are served as if they had not asked (RFC 9110, 7.8).
    http: {
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    routerOptions: { maxParamLength: 256 },
    // Without these Fastify loads compilers of its own first: 3 MB that nobody uses.
    schemaController: { compilersFactory: { buildValidator: unused, buildSerializer: unused } },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);

  await app.register(access);
  await app.register(sockets);
  await app.register(errorHandler);
  await app.register(headers, deps);
  await app.register(auditing, deps);
  await app.register(guard, { ...deps, key: deps.jwtKey });
  await app.register(requestLog);
  await app.register(openApi, deps);

  const docker = {
    base: '/api/docker',
    tag: 'docker containers',
    kind: 'docker',
    sourceOf: (hostId: string) => deps.engines.require(hostId),
  };
  const dockerSsh = {
    base: '/api/docker-ssh',
    tag: 'docker containers over ssh',
    kind: 'ssh',
    sourceOf: (hostId: string) => deps.sshHosts.require(hostId),
  };

  await app.register(async (everyone) => {
    declareAccess(everyone, 'public');
    await everyone.register(healthRoutes, deps);
    await everyone.register(publicAuthRoutes, deps);
    await everyone.register(docsRoutes);
    await everyone.register(agentScriptRoutes, deps);
    await everyone.register(enrolRoutes, deps);
    await everyone.register(page, { root: deps.pageRoot });
  });

  await app.register(async (agent) => {
    declareAccess(agent, 'agent');
    await agent.register(reportRoutes, deps);
  });

  await app.register(async (member) => {
    declareAccess(member, 'member');
    member.addHook('onRequest', app.requireSession);
    await member.register(authRoutes, deps);
    await member.register(profileRoutes, deps);
    await member.register(apiTokenRoutes, deps);
    await member.register(totpRoutes, deps);
    await member.register(async (scripts) => {
      openToTokens(scripts);
      await scripts.register(aboutRoutes, deps);
      await scripts.register(hostRoutes, deps);
      await scripts.register(agentRoutes, deps);
      for (const way of [docker, dockerSsh]) {
        await scripts.register(containerRoutes, way);
        await scripts.register(logSocketRoutes, { ...deps, ...way });
      }
      await scripts.register(liveRoutes, deps);
    });
  });

  await app.register(async (admin) => {
    declareAccess(admin, 'admin');
    admin.addHook('onRequest', app.requireSession);
    admin.addHook('onRequest', app.requireAdmin);
    await admin.register(userRoutes, deps);
    await admin.register(agentTokenRoutes, deps);
    await admin.register(enrolmentRoutes, deps);
    await admin.register(async (scripts) => {
      openToTokens(scripts);
      await scripts.register(agentAdminRoutes, deps);
      await scripts.register(engineHostRoutes, deps);
      await scripts.register(sshHostRoutes, deps);
      for (const way of [docker, dockerSsh]) {
        await scripts.register(containerAdminRoutes, way);
        await scripts.register(execSocketRoutes, { ...deps, ...way });
      }
      await scripts.register(auditRoutes, deps);
    });
  });

  return app;
}
