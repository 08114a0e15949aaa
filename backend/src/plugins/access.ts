import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';

/** Who may call a route. `agent`: the holder of an agent token. */
export type Access = 'public' | 'agent' | 'member' | 'admin';

export interface DeclaredRoute {
  method: string;
  url: string;
  access: Access;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyInstance {
    /** Every route of the server with who may call it. */
    declaredRoutes: DeclaredRoute[];
  }
}

/** Deny by default: the server does not become ready with a route that no scope has claimed. */
export const access = fp(
  async (app) => {
    const routes: { method: string; url: string; config: { access?: Access } | undefined }[] = [];
    app.decorate('declaredRoutes', []);
    app.addHook('onRoute', (route) => {
      for (const method of [route.method].flat())
        routes.push({ method, url: route.url, config: (route.config ??= {}) });
    });
    app.addHook('onReady', async () => {
      for (const { method, url, config } of routes) {
        if (!config?.access) throw new Error(`${method} ${url} is in no access scope`);
        app.declaredRoutes.push({ method, url, access: config.access });
      }
    });
  },
  { name: 'access' },
);

/** Marks every route that is registered in `scope` from here on. */
export function declareAccess(scope: FastifyInstance, who: Access): void {
  scope.addHook('onRoute', (route) => {
    (route.config ??= {}).access = who;
  });
}
