import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { SignIn } from '../auth/signIn.ts';
import type { TotpService } from '../auth/totp.ts';
import {
  recoveryCodes,
  totpConfirm,
  totpOffer,
  totpPassword,
  type User,
} from '../contract/index.ts';
import { clientOf, sessionOf } from './caller.ts';
import { errors } from './schemas.ts';

export interface TotpRouteOptions {
  signIn: SignIn;
  totp: TotpService;
}

const tags = ['accounts'];
const refusals = errors(
  'validation_failed',
  'unauthenticated',
  'forbidden',
  'conflict',
  'rate_limited',
);

/** One's own second factor. A session alone does not set it up nor turn it off: the password is asked for again. */
export const totpRoutes: FastifyPluginAsyncZod<TotpRouteOptions> = async (
  app,
  { signIn, totp },
) => {
  /** Does `work` for whoever shows their password. */
  const confirmed = async <T>(
    request: FastifyRequest<{ Body: { password: string } }>,
    work: (user: User) => Promise<T>,
  ): Promise<T> => {
    const { user } = sessionOf(request);
    await signIn.confirm(user.id, request.body.password, clientOf(request));
    return work(user);
  };

  app.post(
    '/api/auth/totp',
    {
      schema: {
        tags,
        summary: 'Begin the setup of a second factor: a secret, shown once, not yet in force',
        body: totpPassword,
        response: { 200: totpOffer, ...refusals },
      },
    },
    (request) =>
      request.audited('totp.offer', null, () => confirmed(request, (user) => totp.offer(user))),
  );

  app.post(
    '/api/auth/totp/confirm',
    {
      schema: {
        tags,
        summary: 'Put the offered secret in force with a code of it; answers with recovery codes',
        body: totpConfirm,
        response: { 200: recoveryCodes, ...refusals },
      },
    },
    (request) =>
      request.audited('totp.enable', null, () =>
        totp.confirm(sessionOf(request).user.id, request.body.code),
      ),
  );

  app.delete(
    '/api/auth/totp',
    {
      schema: {
        tags,
        summary: 'Turn the second factor off; its recovery codes are void',
        body: totpPassword,
        response: { 204: z.undefined(), ...refusals },
      },
    },
    async (request, reply) => {
      await request.audited('totp.disable', null, () =>
        confirmed(request, ({ id }) => totp.disable(id)),
      );
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/auth/totp/recovery',
    {
      schema: {
        tags,
        summary: 'New recovery codes, shown once; the old ones are void',
        body: totpPassword,
        response: { 200: recoveryCodes, ...refusals },
      },
    },
    (request) =>
      request.audited('totp.recovery', null, () =>
        confirmed(request, ({ id }) => totp.renewRecoveryCodes(id)),
      ),
  );
};
