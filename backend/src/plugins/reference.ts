import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';

/**
 * The reference as an app of its own, with `/api/openapi.json` and `/api/docs`, of routes that it describes and does not
 * serve.
 */
export async function buildReference(
  routes: readonly RouteOptions[],
  version: string,
): Promise<FastifyInstance> {
  const app = Fastify({ exposeHeadRoutes: false });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'ArchNest',
        version,
        description: 'Every Docker container on every machine you own, in one place.',
      },
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'The token of a sign-in, or an API token.',
          },
          cookie: { type: 'apiKey', in: 'cookie', name: 'archnest_session' },
          agent: { type: 'http', scheme: 'bearer', description: 'An agent token.' },
        },
      },
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document);
      const who = document.route.config?.access;
      const security = {
        public: undefined,
        agent: [{ agent: [] }],
        member: [{ bearer: [] }, { cookie: [] }],
        admin: [{ bearer: [] }, { cookie: [] }],
      }[who ?? 'public'];
      const forPeople = (who === 'member' || who === 'admin') && !document.route.config?.tokens;
      return {
        schema: {
          ...schema,
          ...(security ? { security } : {}),
          ...(forPeople ? { description: 'For who signed in: not with an API token.' } : {}),
        },
        url,
      };
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    uiConfig: { docExpansion: 'list', defaultModelsExpandDepth: 0 },
    theme: {
      title: 'ArchNest API',
      // The bar holds the library's logo and a field for other documents.
      css: [{ filename: 'archnest.css', content: '.swagger-ui .topbar { display: none }' }],
    },
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger());
  for (const { method, url, schema, config } of routes)
    if (schema && !schema.hide)
      app.route({ method, url, schema, config: config ?? {}, handler: () => undefined });
  await app.ready();
  return app;
}
