import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import fp from 'fastify-plugin';

export interface HeaderOptions {
  publicUrl: string | undefined;
}

/**
 * `upgrade-insecure-requests` and HSTS would lock a plain-HTTP LAN out of its own page, so what depends on TLS
 * is sent only where TLS is. Styles may be inline: Mantine and xterm set them from script; scripts may not.
 */
const plain: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      baseUri: ["'none'"],
      connectSrc: ["'self'"],
      fontSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      scriptSrc: ["'self'"],
      scriptSrcAttr: ["'none'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
    },
  },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  strictTransportSecurity: false,
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
};

const secure: FastifyHelmetOptions = {
  ...plain,
  crossOriginOpenerPolicy: { policy: 'same-origin' },
  originAgentCluster: true,
  strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
};

export const headers = fp<HeaderOptions>(
  async (app, { publicUrl }) => {
    await app.register(helmet, { global: false });
    const always = publicUrl?.startsWith('https:') ?? false;
    app.addHook('onRequest', async (request, reply) => {
      reply.helmet(always || request.protocol === 'https' ? secure : plain);
      // Unless a route says otherwise.
      void reply.header('cache-control', 'no-store');
    });
  },
  { name: 'headers' },
);
