import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ProfileService } from '../auth/profile.ts';
import {
  ownSession,
  passwordChange,
  profile,
  profilePatch,
  sessionParams,
  signInEntry,
} from '../contract/index.ts';
import { clientOf, sessionOf } from './caller.ts';
import { errors } from './schemas.ts';

const tags = ['accounts'];
const denied = ['unauthenticated', 'forbidden'] as const;

export interface ProfileRouteOptions {
  profiles: ProfileService;
}

/** One's own account. */
export const profileRoutes: FastifyPluginAsyncZod<ProfileRouteOptions> = async (
  app,
  { profiles },
) => {
  app.get(
    '/api/auth/me',
    {
      config: { tokens: true },
      schema: { tags, summary: 'Who am I', response: { 200: profile, ...errors(...denied) } },
    },
    async (request) => {
      // Of a token the role may be less than its owner's.
      const { id, role } = sessionOf(request).user;
      return { ...(await profiles.of(id)), role };
    },
  );

  app.patch(
    '/api/auth/me',
    {
      schema: {
        tags,
        summary: 'Change how you are called, and how the page looks to you',
        body: profilePatch,
        response: { 200: profile, ...errors('validation_failed', ...denied) },
      },
    },
    (request) => {
      const { id, username } = sessionOf(request).user;
      return request.audited('profile.update', username, () => profiles.update(id, request.body), {
        fields: Object.keys(request.body).join(','),
      });
    },
  );

  app.post(
    '/api/auth/password',
    {
      schema: {
        tags,
        summary: 'Change your password; all your other sessions end',
        body: passwordChange,
        response: {
          204: z.undefined(),
          ...errors('validation_failed', ...denied, 'conflict', 'rate_limited'),
        },
      },
    },
    async (request, reply) => {
      const session = sessionOf(request);
      await request.audited('password.change', session.user.username, () =>
        profiles.changePassword(session, request.body, clientOf(request)),
      );
      return reply.code(204).send();
    },
  );

  app.get(
    '/api/auth/sessions',
    {
      schema: {
        tags,
        summary: 'Where you are signed in, the last used first',
        response: { 200: z.array(ownSession), ...errors(...denied) },
      },
    },
    (request) => profiles.sessions(sessionOf(request)),
  );

  app.delete(
    '/api/auth/sessions',
    {
      schema: {
        tags,
        summary: 'End all your sessions but this one',
        response: { 204: z.undefined(), ...errors(...denied) },
      },
    },
    async (request, reply) => {
      const session = sessionOf(request);
      await request.audited('session.end_others', session.user.username, () =>
        profiles.endOthers(session),
      );
      return reply.code(204).send();
    },
  );

  app.delete(
    '/api/auth/sessions/:id',
    {
      schema: {
        tags,
        summary: 'End one of your sessions',
        params: sessionParams,
        response: { 204: z.undefined(), ...errors('validation_failed', ...denied, 'not_found') },
      },
    },
    async (request, reply) => {
      const session = sessionOf(request);
      const { id } = request.params;
      await request.audited('session.end', session.user.username, () =>
        profiles.endSession(session.user.id, id),
      );
      if (id === session.id) app.dropCookie(reply);
      return reply.code(204).send();
    },
  );

  app.get(
    '/api/auth/sign-ins',
    {
      schema: {
        tags,
        summary: 'Your last 20 sign-ins, failures too: newest first',
        response: { 200: z.array(signInEntry), ...errors(...denied) },
      },
    },
    (request) => profiles.signIns(sessionOf(request).user.id),
  );
};
