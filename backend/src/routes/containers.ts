import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ContainerSource } from '../containers/source.ts';
import {
  container,
  containerRef,
  containerStats,
  containerVerb,
  logPage,
  logsQuery,
  removeQuery,
} from '../contract/index.ts';
import { notSupportedBySource } from '../errors.ts';
import { auditedLogs } from './auditedLogs.ts';
import { sendLog, readLog } from './logFile.ts';
import { errors } from './schemas.ts';

/** What the routes of one managed source need; the same for every source, so that they mirror each other. */
export interface ContainerRouteOptions {
  /** `/api/docker` or `/api/docker-ssh`. Not `prefix`, which Fastify would put in front by itself. */
  base: string;
  /** For the API's reference. */
  tag: string;
  /** The kind part of a host key: `docker` or `ssh`. */
  kind: string;
  /** @throws AppError not_found */
  sourceOf: (hostId: string) => ContainerSource;
}

const JSON_TYPE = 'application/json; charset=utf-8';

const hostParams = z.strictObject({ hostId: z.string().regex(/^[A-Za-z0-9._-]{1,63}$/) });
const params = hostParams.extend({ ref: containerRef });
const readErrors = errors(
  'validation_failed',
  'unauthenticated',
  'not_found',
  'conflict',
  'not_supported_by_source',
  'docker_error',
  'host_timeout',
);
const changeErrors = { ...readErrors, ...errors('forbidden') };

/** What members may read. */
export const containerRoutes: FastifyPluginAsyncZod<ContainerRouteOptions> = async (
  app,
  options,
) => {
  const { base, tag, sourceOf } = options;
  const tags = [tag];
  app.get(
    `${base}/hosts/:hostId/containers`,
    {
      schema: {
        tags,
        summary: 'The containers of a host',
        params: hostParams,
        response: { 200: z.array(container), ...readErrors },
      },
    },
    async (request, reply) => {
      const source = sourceOf(request.params.hostId);
      const containers = await source.list();
      source.assertOnline?.();
      // Made by us as `container` says: to parse them again for the serializer would cost more than all else.
      return reply.type(JSON_TYPE).send(JSON.stringify(containers) as never);
    },
  );

  app.get(
    `${base}/hosts/:hostId/containers/:ref`,
    {
      schema: {
        tags,
        summary: 'One container with everything, by id, id base or name',
        params,
        response: { 200: container, ...readErrors },
      },
    },
    (request) => sourceOf(request.params.hostId).find(request.params.ref),
  );

  app.get(
    `${base}/hosts/:hostId/containers/:ref/stats`,
    {
      schema: {
        tags,
        summary: 'One sample; takes a second or two, because CPU % is a difference',
        params,
        response: { 200: containerStats, ...readErrors },
      },
    },
    (request) => able(sourceOf(request.params.hostId), 'stats').sample(request.params.ref),
  );

  app.get(
    `${base}/hosts/:hostId/containers/:ref/logs`,
    {
      schema: {
        tags,
        summary: 'The last lines of the log (500 unless told); with `download` a text file of all',
        params,
        querystring: logsQuery,
        response: { 200: logPage, ...readErrors },
      },
    },
    async (request, reply) => {
      const { hostId, ref } = request.params;
      const { download, ...query } = request.query;
      const target = await auditTarget(options, hostId, ref);
      const logs = auditedLogs(request, able(sourceOf(hostId), 'logs'), target);
      if (download) return sendLog(logs, ref, query, reply);
      return readLog(logs, ref, query, reply);
    },
  );
};

/** What only admins may do. Each act is in the audit with its outcome. */
export const containerAdminRoutes: FastifyPluginAsyncZod<ContainerRouteOptions> = async (
  app,
  options,
) => {
  const { base, tag, sourceOf } = options;
  const tags = [tag];
  for (const verb of containerVerb.options)
    app.post(
      `${base}/hosts/:hostId/containers/:ref/${verb}`,
      {
        schema: {
          tags,
          summary: `${verb[0]?.toUpperCase()}${verb.slice(1)} a container`,
          params,
          response: { 204: z.undefined(), ...changeErrors },
        },
      },
      async (request, reply) => {
        const { hostId, ref } = request.params;
        const target = await auditTarget(options, hostId, ref);
        await request.audited(`container.${verb}`, target, () =>
          able(sourceOf(hostId), 'control').act(ref, verb),
        );
        return reply.code(204).send();
      },
    );

  app.delete(
    `${base}/hosts/:hostId/containers/:ref`,
    {
      schema: {
        tags,
        summary:
          'Remove a container; `force` also when it runs, `volumes` with its anonymous volumes',
        params,
        querystring: removeQuery,
        response: { 204: z.undefined(), ...changeErrors },
      },
    },
    async (request, reply) => {
      const { hostId, ref } = request.params;
      await request.audited(
        'container.remove',
        await auditTarget(options, hostId, ref),
        () => able(sourceOf(hostId), 'control').remove(ref, request.query),
        request.query,
      );
      return reply.code(204).send();
    },
  );
};

/** A container by its name, which says more than its id once it is gone; as it was asked for where there is none such. */
async function auditTarget(
  { kind, sourceOf }: ContainerRouteOptions,
  hostId: string,
  ref: string,
): Promise<string> {
  try {
    const { name } = await sourceOf(hostId).find(ref);
    return `${kind}:${hostId}/${name}`;
  } catch {
    return `${kind}:${hostId}/${ref}`;
  }
}

type Ability = 'control' | 'logs' | 'shell' | 'stats';

/** @throws AppError not_supported_by_source */
export function able<K extends Ability>(
  source: ContainerSource,
  ability: K,
): NonNullable<ContainerSource[K]> {
  const found = source[ability];
  if (!found) throw notSupportedBySource('This host is looked at in a way that cannot do this.');
  return found;
}
