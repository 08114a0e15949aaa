import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { FastifyRequest } from 'fastify';
import type { EnrolmentService } from '../agents/enrolments.ts';
import type { AttemptLimit } from '../auth/limits.ts';
import { enrolled, enrolment, enrolRequest, newEnrolment } from '../contract/index.ts';
import { AppError } from '../errors.ts';
import { sessionOf } from './caller.ts';
import { originFor, shellWord } from './origin.ts';
import { errors } from './schemas.ts';

export interface EnrolmentRouteOptions {
  enrolments: EnrolmentService;
  publicUrl: string | undefined;
}

const tags = ['agents'];

/** Making codes. */
export const enrolmentRoutes: FastifyPluginAsyncZod<EnrolmentRouteOptions> = async (
  app,
  { enrolments, publicUrl },
) => {
  app.post(
    '/api/agents/enrolments',
    {
      schema: {
        tags,
        summary: 'Make a code that a machine trades for its token, once and within 15 minutes',
        body: newEnrolment,
        response: {
          201: enrolment,
          ...errors('validation_failed', 'unauthenticated', 'forbidden'),
        },
      },
    },
    async (request, reply) => {
      const { hostId } = request.body;
      const url = originFor(request, publicUrl);
      const { code, expiresAt } = await request.audited(
        'agent.enrolment_create',
        `agent:${hostId}`,
        () => enrolments.create(hostId, sessionOf(request).user.username),
      );
      return reply.code(201).send({
        hostId,
        code,
        expiresAt: new Date(expiresAt).toISOString(),
        url,
        command: commandOf(url, code),
      });
    },
  );
};

export interface EnrolRouteOptions {
  enrolments: EnrolmentService;
  enrolLimit: AttemptLimit;
}

/** Trading them in: whoever has the code. */
export const enrolRoutes: FastifyPluginAsyncZod<EnrolRouteOptions> = async (
  app,
  { enrolments, enrolLimit },
) => {
  app.post(
    '/api/agents/enrol',
    {
      schema: {
        tags,
        summary: 'Trade a code for a token; the older tokens of its host end in a day',
        body: enrolRequest,
        response: {
          200: enrolled,
          ...errors('validation_failed', 'unauthenticated', 'rate_limited'),
        },
      },
    },
    async (request) => {
      const giveBack = enrolLimit.takeAt(request.ip);
      const { token, agentToken } = await enrolments
        .redeem(request.body.code)
        .catch(async (error: unknown) => {
          await auditFailure(request, error);
          throw error;
        });
      giveBack();
      await request.audit({
        action: 'agent.enrol',
        target: `agent:${agentToken.hostId}`,
        outcome: 'ok',
        details: { tokenId: Number(agentToken.id) },
      });
      return { hostId: agentToken.hostId, token };
    },
  );
};

/** Without the code, of course. The limit bounds the audit too. */
async function auditFailure(request: FastifyRequest, error: unknown): Promise<void> {
  const code = error instanceof AppError ? error.code : 'internal';
  await request.audit({ action: 'agent.enrol', target: null, outcome: 'failed', code });
}

/** The line to paste. Brackets of an IPv6 address are a pattern to some shells. */
function commandOf(url: string, code: string): string {
  const script = `${url}/agent/install.sh`;
  const word = script.includes('[') ? shellWord(script) : script;
  return `curl -fsSL ${word} | sudo bash -s -- --enrol ${code}`;
}
