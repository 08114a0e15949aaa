import type { FastifyRequest } from 'fastify';
import type { Client } from '../auth/sessions.ts';
import type { LiveSession } from '../db/sessions.ts';
import { unauthenticated } from '../errors.ts';

/** Who asks, in a scope that requires a session. @throws AppError unauthenticated in any other */
export function sessionOf({ session }: FastifyRequest): LiveSession {
  if (!session) throw unauthenticated();
  return session;
}

/** What they ask with, and from where. */
export const clientOf = (request: FastifyRequest): Client => ({
  userAgent: request.headers['user-agent'] ?? '',
  address: request.ip,
});
