import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import Fastify from 'fastify';

// The least that can take a report in: parse the JSON, upsert it, and be as durable as we are.
const folder = process.env['FOLDER'] ?? mkdtempSync(join(tmpdir(), 'archnest-floor-'));
const db = new BetterSqlite(join(folder, 'floor.db'));
db.pragma('journal_mode = wal');
db.pragma('synchronous = full');
db.exec('create table reports (host_id text primary key, report text not null)');
const upsert = db.prepare(
  'insert into reports values (?, ?) on conflict do update set report = excluded.report',
);

const app = Fastify({ bodyLimit: 16 * 1024 * 1024 });
app.get('/api/health', () => ({ status: 'ok' }));
app.post<{ Body: { hostId: string } }>('/api/agents/docker/report', (request) => {
  upsert.run(request.body.hostId, JSON.stringify(request.body));
  return { received: true };
});
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
