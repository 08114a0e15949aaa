import cookie from '@fastify/cookie';
import jwt from '@fastify/jwt';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { z } from 'zod';
import { AppError, forbidden, unauthenticated } from '../errors.ts';
import { isApiToken, type ApiTokenService } from './apiTokens.ts';
import { foreignOrigin } from './ownOrigin.ts';
import type { LiveSession, SessionService } from './sessions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set in the scopes that require a session. */
    session: LiveSession | null;
  }
  interface FastifyInstance {
    /**
     * For `onRequest`: 401 unless a live session is named by a Bearer token or the cookie, or the Bearer token is an API
     * token; 403, and an entry in the audit, while its user has to change a temporary password, and for an API token where
     * the route is not open to them.
     */
    requireSession(request: FastifyRequest): Promise<void>;
    /** For `onRequest`, after `requireSession`: 403 unless the user is an admin, and an entry in the audit. */
    requireAdmin(request: FastifyRequest): Promise<void>;
    /** Signs a token for the session and sets it as the browser's cookie. */
    giveToken(session: LiveSession, request: FastifyRequest, reply: FastifyReply): string;
    /** Takes the cookie back. */
    dropCookie(reply: FastifyReply): void;
  }
}

export const SESSION_COOKIE = 'archnest_session';

export interface GuardOptions {
  key: Buffer;
  sessions: SessionService;
  apiTokens: ApiTokenService;
  /** An origin; when set, browsers may also come from there. */
  publicUrl: string | undefined;
}

const claims = z.object({ sid: z.string().min(1).max(64), exp: z.number() });

/** All that a password from an admin is good for: it is known to two people until it is changed. */
const forTemporaryPasswords = new Set([
  'GET /api/auth/me',
  'HEAD /api/auth/me',
  'POST /api/auth/password',
  'POST /api/auth/logout',
]);

const routeOf = ({ method, routeOptions }: FastifyRequest) => `${method} ${routeOptions.url ?? ''}`;

const passwordChangeDue = () =>
  new AppError('forbidden', 'Choose a password of your own first: this one is temporary.', {
    mustChangePassword: true,
  });

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

export const guard = fp<GuardOptions>(
  async (app, { key, sessions, apiTokens, publicUrl }) => {
    await app.register(cookie);
    await app.register(jwt, {
      secret: key,
      sign: { algorithm: 'HS256' },
      verify: { algorithms: ['HS256'], requiredClaims: ['exp', 'sid'], cache: false },
    });
    app.decorateRequest('session', null);

    // For every route, so that no scope can forget it: a foreign page must not act, nor sign anybody in.
    app.addHook('onRequest', async (request) => {
      const upgrade = request.headers.upgrade !== undefined;
      if (safeMethods.has(request.method) && !upgrade) return;
      const { origin } = request.headers;
      const foreign = origin === undefined ? undefined : foreignOrigin(origin, request, publicUrl);
      if (foreign !== undefined) throw forbidden(foreign);
      const byCookie = bearerOf(request) === undefined && SESSION_COOKIE in request.cookies;
      if (origin === undefined && byCookie)
        throw forbidden(
          'A request with the session cookie must say its origin: scripts use a Bearer token.',
        );
    });

    app.decorate('requireSession', async (request: FastifyRequest) => {
      const session = await callerOf(request);
      if (!session) throw unauthenticated();
      request.session = session;
      if (session.mustChangePassword && !forTemporaryPasswords.has(routeOf(request))) {
        await request.auditDenial();
        throw passwordChangeDue();
      }
      if (session.token && request.routeOptions.config.tokens !== true) {
        await request.auditDenial();
        throw forbidden('Sign in to do this: a token may not.');
      }
    });

    app.decorate('requireAdmin', async (request: FastifyRequest) => {
      if (request.session?.user.role === 'admin') return;
      await request.auditDenial();
      throw forbidden('Your role is member: you can look. Ask an admin to act.');
    });

    app.decorate('giveToken', (session, request, reply) => {
      const token = app.jwt.sign({ sid: session.id, exp: Math.floor(session.expiresAt / 1000) });
      reply.setCookie(SESSION_COOKIE, token, {
        ...cookieOptions,
        secure: request.protocol === 'https' || (publicUrl?.startsWith('https:') ?? false),
        expires: new Date(session.expiresAt),
      });
      return token;
    });

    app.decorate('dropCookie', (reply) => {
      reply.clearCookie(SESSION_COOKIE, cookieOptions);
    });

    async function callerOf(request: FastifyRequest): Promise<LiveSession | undefined> {
      const bearer = bearerOf(request);
      // Never from the cookie: an API token is for scripts.
      if (bearer !== undefined && isApiToken(bearer)) return apiTokens.open(bearer, request.ip);
      const token = tokenOf(request);
      const sid = token && verified(token);
      return sid ? sessions.find(sid) : undefined;
    }

    function verified(token: string): string | undefined {
      try {
        const parsed = claims.safeParse(app.jwt.verify(token));
        return parsed.data?.sid;
      } catch {
        return undefined;
      }
    }
  },
  { name: 'guard', dependencies: ['auditing'] },
);

const cookieOptions = { path: '/', httpOnly: true, sameSite: 'strict' } as const;

/** A header of another scheme is not for us: a proxy with a password of its own sends it with every request. */
const bearerOf = (request: FastifyRequest): string | undefined =>
  /^Bearer +(\S*)$/i.exec(request.headers.authorization ?? '')?.[1];

/** Header first: a script that sends both means the token. Never from the URL, which ends up in logs. */
const tokenOf = (request: FastifyRequest): string | undefined =>
  bearerOf(request) ?? request.cookies[SESSION_COOKIE];
