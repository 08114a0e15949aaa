import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { AppError } from '../errors.ts';
import type { AuditEntries } from '../db/audit.ts';
import { AuditLog, type AuditAction, type AuditDetails, type AuditEvent } from './audit.ts';
import { Denials } from './denials.ts';
import { Once } from './once.ts';

/** What a route knows; who and from where comes from the request. `actor` only where nobody was signed in before. */
export type RequestEvent = Omit<AuditEvent, 'actor' | 'address'> &
  Partial<Pick<AuditEvent, 'actor'>>;

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Does `work` and writes down how it ended and how long it took, before the answer leaves.
     * What a limit refused is not written, so that the limits bound the audit too.
     * @returns what `work` returns; what it throws is thrown on
     */
    audited<T>(
      action: AuditAction,
      target: string | null,
      work: () => T | Promise<T>,
      details?: AuditDetails,
    ): Promise<T>;
    /** Writes down what has happened. Never rejects. */
    audit(event: RequestEvent): Promise<void>;
    /**
     * Writes down what is about to happen and must not happen otherwise, such as a shell.
     * @throws AppError internal
     */
    auditFirst(event: RequestEvent): Promise<void>;
    /** Writes down that the user has looked at something: once in ten minutes. Never rejects. */
    auditView(action: AuditAction, target: string): Promise<void>;
    /** Writes down that the user may not call this route; bounded. */
    auditDenial(): Promise<void>;
  }
}

const VIEW_COUNTS_FOR_MS = 600_000;

export interface AuditingOptions {
  auditEntries: AuditEntries;
}

/** Gives every request its way into the audit. */
export const auditing = fp<AuditingOptions>(
  async (app, { auditEntries }) => {
    const log = new AuditLog(auditEntries, app.log);
    const denials = new Denials(log);
    const views = new Once(VIEW_COUNTS_FOR_MS);
    app.addHook('onReady', () => log.start());
    app.addHook('onClose', async () => {
      log.close();
      await denials.close();
    });

    app.decorateRequest('audit', function (event) {
      return log.record(withCaller(this, event));
    });
    app.decorateRequest('auditFirst', function (event) {
      return log.recordFirst(withCaller(this, event));
    });
    app.decorateRequest('audited', function (action, target, work, details) {
      return audited(this, action, target, work, details);
    });
    app.decorateRequest('auditView', async function (action, target) {
      const { user, token } = this.session ?? {};
      if (views.isNews(user?.id ?? '', token?.id ?? '', action, target))
        await this.audit({ action, target, outcome: 'ok' });
    });
    app.decorateRequest('auditDenial', async function () {
      if (!this.session) return;
      await denials.record({
        actor: this.session.user,
        address: this.ip,
        route: `${this.method} ${this.routeOptions.url ?? ''}`,
        path: pathOf(this),
        details: tokenDetails(this),
      });
    });
  },
  { name: 'auditing' },
);

async function audited<T>(
  request: FastifyRequest,
  action: AuditAction,
  target: string | null,
  work: () => T | Promise<T>,
  details?: AuditDetails,
): Promise<T> {
  const started = performance.now();
  const ended = (how: Pick<AuditEvent, 'outcome' | 'code'>) => {
    const durationMs = Math.round(performance.now() - started);
    return request.audit({ action, target, ...how, details: { ...details, durationMs } });
  };
  try {
    const result = await work();
    await ended({ outcome: 'ok' });
    return result;
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'internal';
    if (code === 'rate_limited') throw error;
    await ended({ outcome: code === 'forbidden' ? 'denied' : 'failed', code });
    throw error;
  }
}

const withCaller = (request: FastifyRequest, event: RequestEvent): AuditEvent => ({
  actor: request.session?.user ?? null,
  address: request.ip,
  ...event,
  // Whose it is stands in `actor`; which one it was matters when it leaks.
  ...(request.session?.token ? { details: { ...event.details, ...tokenDetails(request) } } : {}),
});

const tokenDetails = ({ session }: FastifyRequest): AuditDetails =>
  session?.token ? { token: session.token.name, tokenId: session.token.id } : {};

/** Without the query, which is nobody's business. */
const pathOf = (request: FastifyRequest) => request.url.split('?')[0] ?? '';
