import Fastify from 'fastify';

// The least that can answer: what starting and holding Fastify costs by itself.
const app = Fastify();
app.get('/api/health', () => ({ status: 'ok' }));
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
