import type { FastifyBaseLogger } from 'fastify';
import { AppError, internal } from '../errors.ts';
import type { ErrorCode } from '../contract/index.ts';

/** What an error frame says, and the code that the socket closes with after it. */
export interface Failure {
  code: ErrorCode;
  message: string;
  closeCode: 1000 | 1011;
}

/** An error as the peer may hear of it; what is not ours to tell goes to the log. */
export function toFailure(error: unknown, log: FastifyBaseLogger): Failure {
  const known = error instanceof AppError ? error : internal(error);
  const { code, message } = known;
  if (code !== 'internal') return { code, message, closeCode: 1000 };
  log.error({ err: known.cause ?? error }, 'a socket failed');
  return { code, message, closeCode: 1011 };
}
