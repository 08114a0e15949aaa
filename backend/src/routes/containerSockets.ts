import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { LiveCallers } from '../auth/callers.ts';
import type { HostRegistry } from '../containers/registry.ts';
import type { ContainerSource } from '../containers/source.ts';
import { execQuery, logFollowQuery, type LogEndReason } from '../contract/index.ts';
import { AppError, notFound } from '../errors.ts';
import { holdAuthority } from '../sockets/authority.ts';
import { ExecPump } from '../sockets/exec.ts';
import { LogPump } from '../sockets/logs.ts';
import { auditedLogs } from './auditedLogs.ts';
import { AuditedShell } from './auditedShell.ts';
import { sessionOf } from './caller.ts';
import { able, type ContainerRouteOptions } from './containers.ts';

export interface ContainerSocketOptions extends Pick<ContainerRouteOptions, 'base' | 'sourceOf'> {
  registry: HostRegistry;
  callers: LiveCallers;
}

/** The log of a container that is being removed ends a moment before its daemon says so. */
const REMOVAL_MS = 300;
/** What the shells that a stop of the server ends may take. */
const LAST_SHELLS_MS = 5_000;

/** Members follow logs. */
export const logSocketRoutes: FastifyPluginAsyncZod<ContainerSocketOptions> = async (
  app,
  { base, sourceOf, registry, callers },
) => {
  app.route({
    method: 'GET',
    url: `${base}/logs`,
    schema: { hide: true, querystring: logFollowQuery },
    preValidation: socketsOnly,
    preHandler: async ({ query }) => void able(sourceOf(query.hostId), 'logs'),
    handler: noAnswer,
    wsHandler: (socket, request) => {
      const { hostId, container, ...query } = request.query;
      const source = sourceOf(hostId);
      const logs = able(source, 'logs');
      const host = { key: source.describe().key, registry };
      // By its id from the first moment on: another container may get the name while this one is followed.
      let id = container;
      new LogPump(socket, {
        signal: holdAuthority(socket, sessionOf(request), callers, { host }),
        open: async (signal) => {
          const found = await source.find(container);
          ({ id } = found);
          const target = `${host.key}/${found.name}`;
          return auditedLogs(request, logs, target).follow(id, query, signal);
        },
        endReason: () => endReason(source, id),
        log: request.log,
      });
    },
  });
};

/** Admins open shells. Each is in the audit before it opens and after it closed. */
export const execSocketRoutes: FastifyPluginAsyncZod<ContainerSocketOptions> = async (
  app,
  { base, sourceOf, registry, callers },
) => {
  const running = new Set<Promise<void>>();
  // A shell that ends with the server ends in its container too, and in the audit.
  app.addHook('onClose', async () => {
    await Promise.race([Promise.all(running), pause(LAST_SHELLS_MS)]);
  });

  app.route({
    method: 'GET',
    url: `${base}/exec`,
    schema: { hide: true, querystring: execQuery },
    preValidation: socketsOnly,
    preHandler: async ({ query }) => void able(sourceOf(query.hostId), 'shell'),
    handler: noAnswer,
    wsHandler: (socket, request) => {
      const source = sourceOf(request.query.hostId);
      const shell = able(source, 'shell');
      const host = { key: source.describe().key, registry };
      const signal = holdAuthority(socket, sessionOf(request), callers, { role: 'admin', host });
      const audited = new AuditedShell(request, source, shell, request.query);
      const { finished } = new ExecPump(socket, {
        signal,
        open: () => audited.open(signal),
        log: request.log,
      });
      const over = finished
        .then((outcome) => audited.closed(outcome))
        .finally(() => {
          running.delete(over);
        });
      running.add(over);
    },
  });
};

const socketsOnly = async (request: FastifyRequest): Promise<void> => {
  if (!request.ws) throw notFound('This address takes WebSockets only.');
};

/** Never called: `socketsOnly` has answered. */
const noAnswer = () => undefined;

async function endReason(source: ContainerSource, id: string): Promise<LogEndReason> {
  await pause(REMOVAL_MS);
  try {
    const { state } = await source.find(id);
    return state === 'removing' ? 'removed' : 'stopped';
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return 'removed';
    throw error;
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
