import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  sshHost,
  sshHostBody,
  sshHostParams,
  sshHostPatch,
  sshImport,
  sshImportBody,
  sshPinBody,
  sshProbe,
  sshProbeBody,
  sshServer,
  sshTest,
} from '../contract/index.ts';
import type { SshSources } from '../ssh/hosts.ts';
import { errors } from './schemas.ts';

export interface SshHostRouteOptions {
  sshHosts: SshSources;
}

const tags = ['ssh hosts'];
/** A key, its certificate and an escape for each of their line ends. */
const BODY_LIMIT_BYTES = 256 * 1024;
/** A configuration of the contract's size, with the escapes that JSON needs. */
const IMPORT_LIMIT_BYTES = 1024 * 1024;
const denied = ['unauthenticated', 'forbidden'] as const;
const keyRefused = ['host_unreachable'] as const;

/** Where it leads, for the audit: never with a credential. */
const placeOf = ({ username, address, port }: z.infer<typeof sshProbeBody>) =>
  `ssh://${username}@${address.includes(':') ? `[${address}]` : address}:${port}`;

/** Hosts by their sshd: all of it is for admins, since a way into a machine is power over it. */
export const sshHostRoutes: FastifyPluginAsyncZod<SshHostRouteOptions> = async (
  app,
  { sshHosts },
) => {
  app.get(
    '/api/ssh/hosts',
    {
      schema: {
        tags,
        summary: 'The saved SSH hosts, without their secrets',
        response: { 200: z.array(sshHost), ...errors(...denied) },
      },
    },
    () => sshHosts.saved(),
  );

  app.post(
    '/api/ssh/hosts',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags,
        summary: 'Save a host, with the host key that an admin has compared or without',
        body: sshHostBody,
        response: { 201: sshHost, ...errors('validation_failed', ...denied, 'conflict') },
      },
    },
    async (request, reply) => {
      const { fingerprint, name } = request.body;
      const details = { name, ...(fingerprint === undefined ? {} : { fingerprint }) };
      const saved = await request.audited(
        'host.create',
        placeOf(request.body),
        () => sshHosts.add(request.body),
        details,
      );
      return reply.code(201).send(saved);
    },
  );

  app.patch(
    '/api/ssh/hosts/:hostId',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags,
        summary:
          'Change a host; what is absent stays, but another place drops the credentials and the pin unless they come with it',
        params: sshHostParams,
        body: sshHostPatch,
        response: {
          200: sshHost,
          ...errors('validation_failed', ...denied, 'not_found', 'conflict'),
        },
      },
    },
    (request) => {
      const { hostId } = request.params;
      const { fingerprint } = request.body;
      return request.audited(
        'host.update',
        `ssh:${hostId}`,
        () => sshHosts.update(hostId, request.body),
        {
          fields: Object.keys(request.body).join(','),
          ...(fingerprint === undefined ? {} : { fingerprint }),
        },
      );
    },
  );

  app.delete(
    '/api/ssh/hosts/:hostId',
    {
      schema: {
        tags,
        summary: 'Forget a host and what was stored for it; its containers go on running',
        params: sshHostParams,
        response: {
          204: z.undefined(),
          ...errors('validation_failed', ...denied, 'not_found', 'conflict'),
        },
      },
    },
    async (request, reply) => {
      const { hostId } = request.params;
      await request.audited('host.delete', `ssh:${hostId}`, () => sshHosts.remove(hostId));
      return reply.code(204).send();
    },
  );

  app.put(
    '/api/ssh/hosts/:hostId/pin',
    {
      schema: {
        tags,
        summary: 'Confirm a host key: from now on the host is spoken to when it shows this one',
        params: sshHostParams,
        body: sshPinBody,
        response: { 200: sshHost, ...errors('validation_failed', ...denied, 'not_found') },
      },
    },
    (request) => {
      const { hostId } = request.params;
      const { fingerprint } = request.body;
      return request.audited('host.pin', `ssh:${hostId}`, () => sshHosts.pin(hostId, fingerprint), {
        fingerprint,
      });
    },
  );

  app.post(
    '/api/ssh/hosts/probe',
    {
      schema: {
        tags,
        summary: 'Look at the host keys on the way to a machine; signs in nowhere without a pin',
        body: sshProbeBody,
        response: { 200: sshProbe, ...errors('validation_failed', ...denied, ...keyRefused) },
      },
    },
    (request) =>
      request.audited('host.probe', placeOf(request.body), () => sshHosts.probe(request.body)),
  );

  app.post(
    '/api/ssh/hosts/:hostId/probe',
    {
      schema: {
        tags,
        summary: 'The same for a saved host',
        params: sshHostParams,
        response: {
          200: sshProbe,
          ...errors('validation_failed', ...denied, 'not_found', ...keyRefused),
        },
      },
    },
    (request) => {
      const { hostId } = request.params;
      return request.audited('host.probe', `ssh:${hostId}`, () => sshHosts.probeSaved(hostId));
    },
  );

  app.post(
    '/api/ssh/hosts/test',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags,
        summary: 'Try a host before it is saved: the way there, the credentials, Docker',
        body: sshHostBody,
        response: { 200: sshTest, ...errors('validation_failed', ...denied) },
      },
    },
    (request) =>
      request.audited('host.test', placeOf(request.body), () => sshHosts.test(request.body)),
  );

  app.post(
    '/api/ssh/hosts/:hostId/test',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags,
        summary: 'Try a saved host, as it is or with changes',
        params: sshHostParams,
        // A request without a body has `null` for one.
        body: sshHostPatch.nullish(),
        response: { 200: sshTest, ...errors('validation_failed', ...denied, 'not_found') },
      },
    },
    (request) => {
      const { hostId } = request.params;
      return request.audited('host.test', `ssh:${hostId}`, () =>
        sshHosts.testSaved(hostId, request.body ?? {}),
      );
    },
  );

  app.post(
    '/api/ssh/hosts/import',
    {
      bodyLimit: IMPORT_LIMIT_BYTES,
      schema: {
        tags,
        summary:
          'Read the text of an ~/.ssh/config; nothing is saved, and no file that it names is read',
        body: sshImportBody,
        response: { 200: sshImport, ...errors('validation_failed', ...denied) },
      },
    },
    (request) => sshHosts.preview(request.body.text),
  );

  app.get(
    '/api/ssh/server',
    {
      schema: {
        tags,
        summary: 'What the server can sign in with: whether it was started with an SSH agent',
        response: { 200: sshServer, ...errors(...denied) },
      },
    },
    () => sshHosts.server(),
  );
};
