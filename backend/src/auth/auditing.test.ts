import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import Fastify from 'fastify';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { temporaryFolder } from '../../test/kit.ts';
import { AuditEntries } from '../db/audit.ts';
import { ApiTokens } from '../db/apiTokens.ts';
import { openDatabase } from '../db/open.ts';
import { Sessions } from '../db/sessions.ts';
import { Users } from '../db/users.ts';
import { dockerError, forbidden } from '../errors.ts';
import { errorHandler } from '../plugins/errorHandler.ts';
import { sockets } from '../plugins/sockets.ts';
import { ApiTokenService } from './apiTokens.ts';
import { auditing } from './auditing.ts';
import { guard } from './guard.ts';
import { SessionService } from './sessions.ts';

const EVENT = { action: 'exec.start', target: 'docker:1/web', outcome: 'ok' } as const;

/** The audit and the guard on a real database, with routes that do nothing but what is audited. */
async function opened() {
  const { db, close } = await openDatabase(temporaryFolder());
  const entries = new AuditEntries(db, randomBytes(32));
  const sessions = new SessionService(new Sessions(db));
  let output = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      output += chunk.toString();
      done();
    },
  });
  const app = Fastify({ logger: { level: 'error', stream } });
  onTestFinished(async () => {
    await app.close();
    await close();
  });
  await app.register(sockets);
  await app.register(errorHandler);
  await app.register(auditing, { auditEntries: entries });
  const apiTokens = new ApiTokenService(new ApiTokens(db));
  await app.register(guard, { key: randomBytes(32), sessions, apiTokens, publicUrl: undefined });
  await app.register(async (admin) => {
    admin.addHook('onRequest', app.requireSession);
    admin.addHook('onRequest', app.requireAdmin);
    const work: Record<string, () => unknown> = {
      ok: () => ({ done: true }),
      docker: () => Promise.reject(dockerError('no')),
      forbidden: () => Promise.reject(forbidden('no')),
      bug: () => Promise.reject(new Error('a bug')),
    };
    for (const [name, act] of Object.entries(work))
      admin.post(`/${name}`, (request) =>
        request.audited('container.stop', 'docker:1/web', act, { force: true }),
      );
    admin.post('/shell', async (request) => {
      await request.auditFirst(EVENT);
      return { opened: true };
    });
    admin.route({
      method: 'GET',
      url: '/exec/:ref',
      handler: () => ({}),
      wsHandler: (socket) => {
        socket.close();
      },
    });
  });
  await app.ready();
  const ada = await new Users(db).insertFirst('Ada', 'hash', 0);
  const { id } = await sessions.start(ada, { userAgent: '', address: '' });
  const authorization = `Bearer ${app.jwt.sign({ sid: id, exp: Math.floor(Date.now() / 1000) + 60 })}`;
  const send = (url: string) => app.inject({ method: 'POST', url, headers: { authorization } });
  return { app, db, entries, send, authorization, output: () => output };
}

/** What a full or broken disk does to an insert, whatever the reason. */
const refuseEntries = (db: Awaited<ReturnType<typeof opened>>['db']) =>
  sql`create trigger full before insert on audit_log begin select raise(abort, 'full'); end`.execute(
    db,
  );

describe('an audited act', () => {
  it.each([
    ['/ok', 200, { outcome: 'ok', code: null }],
    ['/docker', 502, { outcome: 'failed', code: 'docker_error' }],
    ['/forbidden', 403, { outcome: 'denied', code: 'forbidden' }],
    ['/bug', 500, { outcome: 'failed', code: 'internal' }],
  ])('%s leaves one entry that says how it ended', async (url, status, expected) => {
    const { send, entries } = await opened();
    expect((await send(url)).statusCode).toBe(status);
    const { items } = await entries.page({});
    expect(items).toMatchObject([
      {
        actor: 'Ada',
        address: '127.0.0.1',
        action: 'container.stop',
        target: 'docker:1/web',
        details: { force: true },
        ...expected,
      },
    ]);
    expect(items[0]?.details?.['durationMs']).toBeTypeOf('number');
  });

  it('ends as it ended when the entry cannot be written, and the log says what it would have said', async () => {
    const { send, db, output } = await opened();
    await refuseEntries(db);
    expect((await send('/ok')).json()).toEqual({ done: true });
    expect((await send('/docker')).json()).toMatchObject({ error: { code: 'docker_error' } });
    expect(output()).toMatch(/"action":"container.stop","target":"docker:1\/web","outcome":"ok"/);
  });

  it('that must not happen unwritten does not', async () => {
    const { send, db, entries } = await opened();
    expect((await send('/shell')).json()).toEqual({ opened: true });
    expect((await entries.page({})).items).toMatchObject([EVENT]);
    await refuseEntries(db);
    expect((await send('/shell')).json()).toMatchObject({ error: { code: 'internal' } });
  });
});

it('a member’s WebSocket to an admin’s route is refused before the upgrade, and written down', async () => {
  const { app, db, entries, authorization } = await opened();
  await db.updateTable('users').set({ role: 'member' }).execute();
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  for (let index = 0; index < 3; index++) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/exec/web?token=canary`, {
      headers: { authorization },
    });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('403');
  }
  expect((await entries.page({})).items).toMatchObject([
    {
      actor: 'Ada',
      action: 'access.denied',
      target: 'GET /exec/:ref',
      outcome: 'denied',
      code: 'forbidden',
      details: { path: '/exec/web' },
    },
  ]);
});
