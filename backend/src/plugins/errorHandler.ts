import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { ErrorBody, ErrorCode } from '../contract/index.ts';
import {
  AppError,
  internal,
  notFound,
  payloadTooLarge,
  unsupportedMediaType,
  validationFailed,
} from '../errors.ts';

/** Every failure leaves as the contract's error body; what is not ours to tell stays in the log. */
export const errorHandler = fp(
  async (app) => {
    app.setErrorHandler((error, request, reply) => {
      const known = toAppError(error);
      if (known.status >= 500) request.log.error({ err: known.cause ?? error }, known.message);
      return sendError(known, reply);
    });
    app.setNotFoundHandler((request, reply) =>
      sendError(notFound(`${request.method} ${request.url.split('?')[0]} does not exist.`), reply),
    );
  },
  { name: 'errorHandler' },
);

/** Answers with the contract's error body. */
export function sendError(error: unknown, reply: FastifyReply): FastifyReply {
  const { status, code, message, details } = toAppError(error);
  if (code === 'rate_limited')
    void reply.header('retry-after', (details as { retryAfterSeconds: number }).retryAfterSeconds);
  return reply.code(status).send(toBody(code, message, details));
}

const toBody = (code: ErrorCode, message: string, details?: unknown): ErrorBody => ({
  error: { code, message, ...(details === undefined ? {} : { details }) },
});

/** For what is not HTTP enough to become a request: too large headers, a bad request line, a request that never ends. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, message] = clientErrors[error.code ?? ''] ?? [
    '400 Bad Request',
    'That is not HTTP.',
  ];
  const body = JSON.stringify(toBody('validation_failed', message));
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const clientErrors: Record<string, [status: string, message: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive.'],
};

/** Ours as it is; Fastify's and zod's by the contract; anything else is `internal`. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error))
    return validationFailed(
      error.validation.map((issue) => ({
        path: issue.instancePath.split('/').filter(Boolean).join('.'),
        message: issue.message ?? 'is not valid',
      })),
    );
  const { code, statusCode } = error as Partial<FastifyError>;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return payloadTooLarge('The request body is too large.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType('The body must be application/json.');
  }
  // Fastify's other client errors: an empty or malformed body, a bad length, an undecodable URL.
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return validationFailed([{ path: '', message: (error as Error).message }]);
  return internal(error);
}
