import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { EngineSources } from '../docker/hosts.ts';
import {
  engineHost,
  engineHostBody,
  engineHostParams,
  engineHostPatch,
  engineTest,
  localEngine,
} from '../contract/index.ts';
import { errors } from './schemas.ts';

export interface EngineHostRouteOptions {
  engines: EngineSources;
}

const tags = ['docker hosts'];
/** Three PEM files of the contract's size. */
const BODY_LIMIT_BYTES = 256 * 1024;
const denied = ['unauthenticated', 'forbidden'] as const;

/** Hosts by their Docker Engine: all of it is for admins, since an endpoint is power over a machine. */
export const engineHostRoutes: FastifyPluginAsyncZod<EngineHostRouteOptions> = async (
  app,
  { engines },
) => {
  app.get(
    '/api/docker/hosts',
    {
      schema: {
        tags,
        summary: 'The saved Docker Engine hosts, without their secrets',
        response: { 200: z.array(engineHost), ...errors(...denied) },
      },
    },
    () => engines.saved(),
  );

  app.post(
    '/api/docker/hosts',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags,
        summary: 'Save a host',
        body: engineHostBody,
        response: { 201: engineHost, ...errors('validation_failed', ...denied, 'conflict') },
      },
    },
    async (request, reply) => {
      const saved = await request.audited('host.create', request.body.endpoint, () =>
        engines.add(request.body),
      );
      return reply.code(201).send(saved);
    },
  );

  app.patch(
    '/api/docker/hosts/:hostId',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags,
        summary: 'Change a host; what is absent stays',
        params: engineHostParams,
        body: engineHostPatch,
        response: {
          200: engineHost,
          ...errors('validation_failed', ...denied, 'not_found', 'conflict', 'secret_required'),
        },
      },
    },
    (request) => {
      const { hostId } = request.params;
      return request.audited(
        'host.update',
        `docker:${hostId}`,
        () => engines.update(hostId, request.body),
        { fields: Object.keys(request.body).join(',') },
      );
    },
  );

  app.delete(
    '/api/docker/hosts/:hostId',
    {
      schema: {
        tags,
        summary: 'Forget a host and what was stored for it; its containers go on running',
        params: engineHostParams,
        response: { 204: z.undefined(), ...errors('validation_failed', ...denied, 'not_found') },
      },
    },
    async (request, reply) => {
      const { hostId } = request.params;
      await request.audited('host.delete', `docker:${hostId}`, () => engines.remove(hostId));
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/docker/hosts/test',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags,
        summary: 'Try a host before it is saved',
        body: engineHostBody,
        response: { 200: engineTest, ...errors('validation_failed', ...denied) },
      },
    },
    (request) =>
      request.audited('host.test', request.body.endpoint, () => engines.test(request.body)),
  );

  app.post(
    '/api/docker/hosts/:hostId/test',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags,
        summary: 'Try a saved host, as it is or with changes',
        params: engineHostParams,
        // A request without a body has `null` for one.
        body: engineHostPatch.nullish(),
        response: { 200: engineTest, ...errors('validation_failed', ...denied, 'not_found') },
      },
    },
    (request) => {
      const { hostId } = request.params;
      return request.audited('host.test', `docker:${hostId}`, () =>
        engines.testSaved(hostId, request.body ?? {}),
      );
    },
  );

  app.get(
    '/api/docker/local',
    {
      schema: {
        tags,
        summary: 'The engine of this machine, when it answers and is not a host yet',
        response: { 200: localEngine, ...errors(...denied) },
      },
    },
    () => engines.local(),
  );
};
