import { readFileSync } from 'node:fs';
import Fastify from 'fastify';

// The least that can answer a list: bytes that lie ready.
const body = readFileSync(process.env['BODY_FILE'] ?? '', 'utf8');
const app = Fastify();
app.get('/api/health', () => ({ status: 'ok' }));
app.get('/api/hosts', (_request, reply) => reply.type('application/json').send(body));
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
