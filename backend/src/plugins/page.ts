import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { notFound } from '../errors.ts';

export interface PageOptions {
  /** Where the built page is. */
  root: string;
}

const YEAR_S = 31_536_000;

/**
 * The built page. Names under `/assets` carry a hash of their content and may be kept for ever; the rest is
 * asked for again, so that an update shows at the next visit. Every other path is a view inside the page.
 */
export async function page(app: FastifyInstance, { root }: PageOptions): Promise<void> {
  if (!existsSync(join(root, 'index.html'))) {
    app.log.warn({ root }, 'the page is not built: run npm run build');
    return;
  }
  const assets = join(root, 'assets');
  const options = { preCompressed: true, cacheControl: false };
  await app.register(fastifyStatic, {
    ...options,
    root,
    wildcard: false,
    // Hundreds of files: a route for each would be 15 MB of memory.
    globIgnore: ['assets/**'],
    setHeaders: (reply) => void reply.header('cache-control', 'no-cache'),
  });
  if (existsSync(assets))
    await app.register(fastifyStatic, {
      ...options,
      root: assets,
      prefix: '/assets/',
      decorateReply: false,
      setHeaders: (reply) =>
        void reply.header('cache-control', `public, max-age=${YEAR_S}, immutable`),
    });
  app.get('/*', { schema: { hide: true } }, (request, reply) => {
    const path = (request.url.split('?')[0] ?? '').replace(/^\/+/, '/');
    const isFile = /\.[a-z0-9]+$/i.test(path);
    if (path === '/api' || path.startsWith('/api/') || path.startsWith('/agent/') || isFile)
      throw notFound(`${request.method} ${path} does not exist.`);
    return reply.sendFile('index.html');
  });
}
