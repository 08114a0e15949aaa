import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { AgentGate, Pass } from '../agents/gate.ts';
import type { InFlight } from '../agents/inFlight.ts';
import type { Ingest } from '../agents/ingest.ts';
import type { Once } from '../auth/once.ts';
import type { ReportEncoding } from '../db/schema.ts';
import { report, reportLimits, reportReceipt } from '../contract/index.ts';
import { AppError, unauthenticated, unsupportedMediaType } from '../errors.ts';
import { errors } from './schemas.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the agent's token is good for; set at the agents' door. */
    agentPass: Pass | null;
  }
}

export interface ReportRouteOptions {
  gate: AgentGate;
  ingest: Ingest;
  inFlight: InFlight;
  /** Which refusals were told lately: a machine with the wrong name or token tries twice a minute. */
  refusals: Once;
}

/** The agents' door: the only route that is opened by an agent token, and the only one that token opens. */
export const reportRoutes: FastifyPluginAsyncZod<ReportRouteOptions> = async (
  app,
  { gate, ingest, inFlight, refusals },
) => {
  acceptRawJson(app);
  // The schema below is for the reference: the bytes are checked against it off this thread.
  app.setValidatorCompiler(() => (value) => ({ value }));
  app.decorateRequest('agentPass', null);
  app.addHook('onRequest', async (request, reply) => {
    try {
      const pass = gate.check(request.headers.authorization);
      reply.raw.once('close', inFlight.take(senderOf(pass, request.ip), declaredBytes(request)));
      request.agentPass = pass;
    } catch (error) {
      // The body is not read, so this connection is of no further use.
      void reply.header('connection', 'close');
      throw error;
    }
  });
  /** Says in the log and the audit that a machine was refused: once in a while for each token of a host, or host. */
  const tell = async (request: FastifyRequest, pass: Pass, hostId: string, error: AppError) => {
    const token = pass === 'shared' ? {} : { tokenId: pass.id };
    if (!refusals.isNews(pass === 'shared' ? hostId : pass.id)) return;
    const { code, message } = error;
    request.log.warn({ hostId, address: request.ip, code }, message);
    await request.audit({
      action: 'agent.denied',
      target: `agent:${hostId}`,
      outcome: 'denied',
      code,
      details: { reason: message, ...token },
    });
  };

  app.post(
    '/api/agents/docker/report',
    {
      bodyLimit: reportLimits.bytes,
      schema: {
        tags: ['agents'],
        summary: 'Take in a report, plain or gzip',
        body: report,
        response: {
          200: reportReceipt,
          ...errors(
            'validation_failed',
            'unauthenticated',
            'forbidden',
            'payload_too_large',
            'unsupported_media_type',
            'rate_limited',
            'disabled',
          ),
        },
      },
    },
    async (request) => {
      const pass = request.agentPass;
      // No hook, no entrance.
      if (!pass) throw unauthenticated();
      const report = {
        body: request.body as unknown as Buffer,
        encoding: contentEncoding(request),
      };
      let hostId: string | undefined;
      try {
        return await ingest.accept(report, (reported) => {
          hostId = reported;
          return gate.admit(pass, reported, request.ip);
        });
      } catch (error) {
        if (hostId !== undefined && error instanceof AppError && error.code === 'forbidden')
          await tell(request, pass, hostId, error);
        throw error;
      }
    },
  );
};

/** Bytes as they came: they are decompressed and parsed within limits, and off this thread. */
function acceptRawJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: reportLimits.bytes },
    (request, body, done) => {
      try {
        contentEncoding(request);
        done(null, body);
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

/** Machines that share a token are told apart by where they are. */
const senderOf = (pass: Pass, address: string) =>
  pass === 'shared' ? address : `token ${pass.id}`;

/** What the body may have: as much as it says, or as much as any may, where it does not. */
function declaredBytes({ headers }: FastifyRequest): number {
  const declared = Number(headers['content-length']);
  return Number.isSafeInteger(declared) && declared <= reportLimits.bytes
    ? declared
    : reportLimits.bytes;
}

function contentEncoding(request: FastifyRequest): ReportEncoding {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'gzip' || encoding === 'identity') return encoding;
  throw unsupportedMediaType('Content-Encoding must be gzip or absent.');
}
