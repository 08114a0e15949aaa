import type { FastifyInstance, RouteOptions } from 'fastify';
import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * The reference of all routes: the OpenAPI document, and a page to browse it. Made when it is first asked for, since
     * few ask and what makes it takes 3 MB.
     */
    reference(): Promise<FastifyInstance>;
  }
}

export interface OpenApiOptions {
  version: string;
}

/** Collects the routes for their reference, which `routes/docs.ts` serves. */
export const openApi = fp<OpenApiOptions>(
  async (app, { version }) => {
    const routes: RouteOptions[] = [];
    app.addHook('onRoute', (route) => {
      if (route.method !== 'HEAD') routes.push(route);
    });
    let reference: Promise<FastifyInstance> | undefined;
    app.decorate('reference', () => {
      reference ??= import('./reference.ts').then(({ buildReference }) =>
        buildReference(routes, version),
      );
      return reference;
    });
    app.addHook('onClose', async () => {
      await (await reference)?.close();
    });
  },
  { name: 'openApi' },
);
