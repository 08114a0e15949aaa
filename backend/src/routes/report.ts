import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { AgentGate } from '../agents/gate.ts';
import type { Ingest } from '../agents/ingest.ts';
import type { ReportEncoding } from '../db/schema.ts';
import { report, reportLimits, reportReceipt } from '../contract/index.ts';
import { disabled, unauthenticated, unsupportedMediaType } from '../errors.ts';
import { errors } from './schemas.ts';

export interface ReportRouteOptions {
  gate: AgentGate;
  ingest: Ingest;
}

/** The agents' door: the only route that is opened by an agent token, and the only one that token opens. */
export const reportRoutes: FastifyPluginAsyncZod<ReportRouteOptions> = async (
  app,
  { gate, ingest },
) => {
  acceptRawJson(app);
  // The schema below is for the reference: the bytes are checked against it off this thread.
  app.setValidatorCompiler(() => (value) => ({ value }));
  app.addHook('onRequest', async (request, reply) => {
    const verdict = gate.check(request.headers.authorization);
    if (verdict === 'open') return;
    // The body is not read, so this connection is of no further use.
    void reply.header('connection', 'close');
    if (verdict === 'disabled')
      throw disabled(
        'No agent token is configured: set ARCHNEST_AGENT_TOKEN on the server and restart it.',
      );
    throw unauthenticated(
      'That agent token is not right: compare it with ARCHNEST_AGENT_TOKEN on the server.',
    );
  });

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
            'payload_too_large',
            'unsupported_media_type',
            'disabled',
          ),
        },
      },
    },
    (request) =>
      ingest.accept({
        body: request.body as unknown as Buffer,
        encoding: contentEncoding(request),
      }),
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

function contentEncoding(request: FastifyRequest): ReportEncoding {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'gzip' || encoding === 'identity') return encoding;
  throw unsupportedMediaType('Content-Encoding must be gzip or absent.');
}
