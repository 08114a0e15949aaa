import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { AuditDetails } from '../auth/audit.ts';
import type { UserService } from '../auth/users.ts';
import {
  createdUser,
  managedUser,
  newUser,
  resetPassword,
  userParams,
  userPatch,
  type UserPatch,
} from '../contract/index.ts';
import { sessionOf } from './caller.ts';
import { errors } from './schemas.ts';

const tags = ['users'];
const denied = ['unauthenticated', 'forbidden'] as const;

export interface UserRouteOptions {
  users: UserService;
}

/** Who may sign in, and as what. */
export const userRoutes: FastifyPluginAsyncZod<UserRouteOptions> = async (app, { users }) => {
  app.get(
    '/api/users',
    {
      schema: {
        tags,
        summary: 'All users by name',
        response: { 200: z.array(managedUser), ...errors(...denied) },
      },
    },
    () => users.all(),
  );

  app.post(
    '/api/users',
    {
      schema: {
        tags,
        summary: 'Create a user, who chooses a password of their own at the first sign-in',
        body: newUser,
        response: { 201: createdUser, ...errors('validation_failed', ...denied, 'conflict') },
      },
    },
    async (request, reply) => {
      const { username, role } = request.body;
      const created = await request.audited(
        'user.create',
        username,
        () => users.create(sessionOf(request).user.id, request.body),
        { role },
      );
      return reply.code(201).send(created);
    },
  );

  app.patch(
    '/api/users/:userId',
    {
      schema: {
        tags,
        summary:
          'Change a user; what is absent stays. It holds at once, in what they have open too',
        params: userParams,
        body: userPatch,
        response: {
          200: managedUser,
          ...errors('validation_failed', ...denied, 'not_found', 'conflict'),
        },
      },
    },
    async (request) => {
      const id = Number(request.params.userId);
      return request.audited(
        'user.update',
        await users.nameOf(id),
        () => users.update(sessionOf(request).user.id, id, request.body),
        detailsOf(request.body),
      );
    },
  );

  app.delete(
    '/api/users/:userId',
    {
      schema: {
        tags,
        summary: 'Delete a user with their sessions and tokens; what they did stays in the audit',
        params: userParams,
        response: {
          204: z.undefined(),
          ...errors('validation_failed', ...denied, 'not_found', 'conflict'),
        },
      },
    },
    async (request, reply) => {
      const id = Number(request.params.userId);
      await request.audited('user.delete', await users.nameOf(id), () =>
        users.delete(sessionOf(request).user.id, id),
      );
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/users/:userId/password',
    {
      schema: {
        tags,
        summary: 'Give a user a temporary password, shown in this answer only; their sessions end',
        params: userParams,
        // A request without a body has `null` for one.
        body: z.strictObject({}).nullish(),
        response: {
          200: resetPassword,
          ...errors('validation_failed', ...denied, 'not_found', 'conflict'),
        },
      },
    },
    async (request) => {
      const id = Number(request.params.userId);
      return request.audited('user.reset_password', await users.nameOf(id), () =>
        users.resetPassword(sessionOf(request).user.id, id),
      );
    },
  );
};

/** What was to be changed, and into what where that matters afterwards. */
const detailsOf = ({ username, role, active, ...rest }: UserPatch): AuditDetails => ({
  ...(username === undefined ? {} : { username }),
  ...(role === undefined ? {} : { role }),
  ...(active === undefined ? {} : { active }),
  ...('name' in rest ? { fields: 'name' } : {}),
  ...(rest.totp === undefined ? {} : { totp: false }),
});
