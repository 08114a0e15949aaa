import swaggerUi from '@fastify/swagger-ui';
import type { FastifyPluginAsync } from 'fastify';

/** The OpenAPI document and a page to browse it. Neither holds anything but what the source says. */
export const docsRoutes: FastifyPluginAsync = async (app) => {
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger());
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    uiConfig: { docExpansion: 'list', defaultModelsExpandDepth: 0 },
    theme: {
      title: 'ArchNest API',
      // The bar holds the library's logo and a field for other documents.
      css: [{ filename: 'archnest.css', content: '.swagger-ui .topbar { display: none }' }],
    },
  });
};
