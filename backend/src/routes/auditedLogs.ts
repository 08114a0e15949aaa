import type { FastifyRequest } from 'fastify';
import type { LogReader, LogStream } from '../containers/source.ts';

/** A log whose reading is in the audit once it has been opened, page after page only once. */
export function auditedLogs(request: FastifyRequest, logs: LogReader, target: string): LogReader {
  const seen = async (stream: LogStream) => {
    await request.auditView('log.view', target);
    return stream;
  };
  return {
    read: async (...args) => seen(await logs.read(...args)),
    follow: async (...args) => seen(await logs.follow(...args)),
  };
}
