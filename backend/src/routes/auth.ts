import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { SignIn } from '../auth/signIn.ts';
import type { SessionService } from '../auth/sessions.ts';
import type { Setup } from '../auth/setup.ts';
import {
  authStatus,
  loginRequest,
  session,
  setupRequest,
  type LoginRequest,
} from '../contract/index.ts';
import type { LiveSession } from '../db/sessions.ts';
import { AppError } from '../errors.ts';
import { clientOf, sessionOf } from './caller.ts';
import { errors } from './schemas.ts';

const tags = ['accounts'];

export interface PublicAuthOptions {
  setup: Setup;
  signIn: SignIn;
  sessions: SessionService;
}

/** Before anybody is signed in. */
export const publicAuthRoutes: FastifyPluginAsyncZod<PublicAuthOptions> = async (
  app,
  { setup, signIn, sessions },
) => {
  const answer = (started: LiveSession, request: FastifyRequest, reply: FastifyReply) => ({
    token: app.giveToken(started, request, reply),
    expiresAt: new Date(started.expiresAt).toISOString(),
    user: started.user,
    mustChangePassword: started.mustChangePassword,
  });

  app.get(
    '/api/auth/status',
    { schema: { tags, summary: 'Is setup due', response: { 200: authStatus } } },
    () => ({ setupRequired: setup.token !== undefined }),
  );

  app.post(
    '/api/auth/setup',
    {
      schema: {
        tags,
        summary: 'Create the first admin with the one-time token from the log',
        body: setupRequest,
        response: {
          201: session,
          ...errors('validation_failed', 'forbidden', 'conflict', 'rate_limited'),
        },
      },
    },
    async (request, reply) => {
      const created = await setup
        .complete(request.body, request.ip)
        .catch(async (error: unknown) => {
          // A guess at the token; its limit bounds the audit too.
          if (error instanceof AppError && error.code === 'forbidden')
            await request.audit({
              action: 'setup.complete',
              target: null,
              outcome: 'denied',
              code: error.code,
            });
          throw error;
        });
      await request.audit({
        actor: created,
        action: 'setup.complete',
        target: null,
        outcome: 'ok',
      });
      const started = await sessions.start(created, clientOf(request));
      return reply.code(201).send(answer(started, request, reply));
    },
  );

  app.post(
    '/api/auth/login',
    {
      schema: {
        tags,
        summary: 'Sign in: a token for scripts, and the cookie for the browser',
        body: loginRequest,
        response: {
          200: session,
          ...errors('validation_failed', 'unauthenticated', 'rate_limited'),
        },
      },
    },
    async (request, reply) => {
      const started = await signIn
        .attempt(request.body, clientOf(request))
        .catch(async (error: unknown) => {
          await auditFailure(signIn, request, request.body, error);
          throw error;
        });
      await request.audit({
        actor: started.user,
        action: 'session.start',
        target: null,
        outcome: 'ok',
        ...(started.factor ? { details: { factor: started.factor } } : {}),
      });
      return answer(started, request, reply);
    },
  );
};

export interface AuthOptions {
  sessions: SessionService;
}

/** For whoever is signed in. */
export const authRoutes: FastifyPluginAsyncZod<AuthOptions> = async (app, { sessions }) => {
  app.post(
    '/api/auth/logout',
    {
      schema: {
        tags,
        summary: 'End this session',
        response: { 204: z.undefined(), ...errors('unauthenticated') },
      },
    },
    async (request, reply) => {
      await request.audited('session.end', null, () => sessions.end(sessionOf(request).id));
      app.dropCookie(reply);
      return reply.code(204).send();
    },
  );
};

/**
 * Not what the limits refused, so that they bound the audit too. Of the name only a user's own: people type their
 * password into the wrong field.
 */
async function auditFailure(
  signIn: SignIn,
  request: FastifyRequest,
  { username, code }: LoginRequest,
  error: unknown,
): Promise<void> {
  if (!(error instanceof AppError) || error.code !== 'unauthenticated') return;
  const account = await signIn.accountOf(username);
  await request.audit({
    // Half of a sign-in with a second factor: the right password, and no code yet.
    action: error.details && code === undefined ? 'session.challenge' : 'session.failed',
    target: account?.username ?? null,
    outcome: 'failed',
    code: error.code,
    // Their own list of sign-ins goes by this: the name may be another's one day.
    ...(account ? { details: { userId: account.id } } : {}),
  });
}
