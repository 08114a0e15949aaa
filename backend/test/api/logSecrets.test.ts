import { once } from 'node:events';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { aReport } from '../kit.ts';
import { rawCall } from '../rawCall.ts';
import { diskOf } from '../sql.ts';
import { tracedServer } from '../tracedServer.ts';

const AGENT = 'canary-agent-token-of-the-server';
const KEY = 'canary-secret-key-of-the-server-0123456789';
const canary = (place: string) => `canary-in-${place}`;

it('no secret is in the log at its finest, wherever a request carries it', async () => {
  const server = await tracedServer({
    ARCHNEST_AGENT_TOKEN: AGENT,
    ARCHNEST_SECRET_KEY: KEY,
  });
  const { ask, admin, log } = server;
  const url = /"url":"([^"]+)"/.exec(log())?.[1] ?? '';
  const raw = (method: string, path: string, headers: Record<string, string>, body?: string) =>
    rawCall({ url }, method, path, { headers, ...(body === undefined ? {} : { body }) });
  const json = { 'content-type': 'application/json' };
  const bearer = { authorization: `Bearer ${admin}` };

  // Refused, for one reason or another.
  await raw('GET', '/api/hosts', { authorization: `Bearer ${canary('bearer')}` });
  await raw('GET', '/api/hosts', { authorization: `Basic ${canary('basic')}` });
  await raw('GET', '/api/hosts', { cookie: `archnest_session=${canary('cookie')}` });
  await raw('GET', `/api/hosts?token=${canary('query')}`, bearer);
  await raw('POST', '/api/auth/login', json, `{"username":"ada","password":"${canary('torn')}`);
  await raw('POST', '/api/auth/login', json, `{"${canary('name')}":1}`);
  await raw('POST', '/api/auth/login', { 'content-type': 'text/plain' }, canary('text'));
  await raw('POST', '/api/auth/setup', json, `{"setupToken":"${canary('setup')}"}`);
  await raw('POST', '/api/auth/login', { ...json, origin: `http://${canary('origin')}.example` });
  await raw('POST', '/api/agents/enrol', json, `{"code":"${canary('code')}"}`);
  const report = (token: string, body: unknown) =>
    raw(
      'POST',
      '/api/agents/docker/report',
      { ...json, authorization: `Bearer ${token}` },
      JSON.stringify(body),
    );
  expect((await report(canary('agent'), aReport())).status).toBe(401);
  expect((await report(AGENT, { hostId: canary('report') })).status).toBe(400);
  for (const path of ['/api/live', '/api/nope']) {
    const socket = new WebSocket(
      `${url.replace('http', 'ws')}${path}?t=${canary('socket-query')}`,
      {
        headers: { authorization: `Bearer ${canary('socket')}` },
      },
    );
    await once(socket, 'error');
  }

  // Taken in.
  expect((await report(AGENT, aReport())).status).toBe(200);
  const made = await ask('POST', '/api/auth/tokens', { name: 'script', scope: 'read' }, admin);
  expect(made.status).toBe(201);
  const script = made.body.token as string;
  expect((await ask('GET', '/api/hosts', undefined, script)).status).toBe(200);
  const agent = await ask('POST', '/api/agents/tokens', { hostId: 'vm-7' }, admin);
  expect(agent.status).toBe(201);
  const enrolment = await ask('POST', '/api/agents/enrolments', { hostId: 'vm-8' }, admin);
  expect(enrolment.status).toBeLessThan(300);
  await ask(
    'POST',
    '/api/ssh/hosts',
    {
      name: 'nas',
      address: '127.0.0.1',
      port: 1,
      username: 'root',
      auth: { type: 'password', password: canary('ssh') },
    },
    admin,
  );
  await ask(
    'POST',
    '/api/docker/hosts',
    { name: 'tls', endpoint: 'tcps://127.0.0.1:1', tls: { ca: canary('tls') } },
    admin,
  );

  // Lines are written behind the answers.
  await expect.poll(() => log()).toContain('/api/docker/hosts');
  const secrets = [AGENT, KEY, admin, script, agent.body.token, enrolment.body.code];
  for (const secret of [...secrets, 'canary-in-'] as string[]) {
    expect(secret.length).toBeGreaterThan(5);
    expect(log().includes(secret), `${secret.slice(0, 12)}… in the log`).toBe(false);
    expect(diskOf(server).includes(secret), `${secret.slice(0, 12)}… on the disk`).toBe(false);
  }
  // It was the finest log.
  expect(log()).toContain('"level":20');
});
