import swagger from '@fastify/swagger';
import fp from 'fastify-plugin';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

export interface OpenApiOptions {
  version: string;
}

/** Collects the routes' schemas; the document itself is served by `routes/docs.ts`. */
export const openApi = fp<OpenApiOptions>(
  async (app, { version }) => {
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
  },
  { name: 'openApi' },
);
