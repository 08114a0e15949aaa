import type { FastifyContextConfig, FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';

/** Who may call a route. `agent`: the holder of an agent token. */
export type Access = 'public' | 'agent' | 'member' | 'admin';

export interface DeclaredRoute {
  method: string;
  url: string;
  access: Access;
  /** Scripts with an API token may call it as well. */
  tokens: boolean;
  /** It takes WebSockets. */
  socket: boolean;
  /** The largest body in bytes. */
  bodyLimit: number;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Without it only who signed in may call the route, and no API token. */
    tokens?: boolean;
  }
  interface FastifyInstance {
    /** Every route of the server with who may call it. */
    declaredRoutes: DeclaredRoute[];
  }
}

/** Deny by default: the server does not become ready with a route that no scope has claimed. */
export const access = fp(
  async (app) => {
    const routes: (Pick<DeclaredRoute, 'method' | 'url' | 'bodyLimit'> & {
      config: FastifyContextConfig | undefined;
    })[] = [];
    app.decorate('declaredRoutes', []);
    app.addHook('onRoute', (route) => {
      const { url, bodyLimit = app.initialConfig.bodyLimit ?? 0 } = route;
      for (const method of [route.method].flat())
        routes.push({ method, url, bodyLimit, config: (route.config ??= {}) });
    });
    app.addHook('onReady', async () => {
      for (const { method, url, bodyLimit, config } of routes) {
        if (!config?.access) throw new Error(`${method} ${url} is in no access scope`);
        app.declaredRoutes.push({
          method,
          url,
          access: config.access,
          tokens: config.tokens === true,
          // Said by `plugins/sockets.ts`, which comes after.
          socket: 'socket' in config && config.socket === true,
          bodyLimit,
        });
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

/** Lets API tokens call every route that is registered in `scope` from here on, as far as their role goes. */
export function openToTokens(scope: FastifyInstance): void {
  scope.addHook('onRoute', (route) => {
    (route.config ??= {}).tokens = true;
  });
}
