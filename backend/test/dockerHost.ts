import { request, type OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { hashPassword } from '../src/auth/passwords.ts';
import { auditPage, type AuditEntry, type EngineHost } from '../src/contract/index.ts';
import { call, setUp, testServer, type Answer, type TestServer } from './kit.ts';

/** A server with an admin, who speaks to it. */
export interface Admin {
  server: TestServer;
  token: string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  audit(query?: string): Promise<AuditEntry[]>;
}

export async function asAdmin(env: Record<string, string | undefined> = {}): Promise<Admin> {
  const server = await testServer(env);
  const { token } = await setUp(server);
  const ask: Admin['call'] = (method, path, body) => call(server, method, path, { token, body });
  const audit = async (query = '') =>
    auditPage.parse((await ask('GET', `/api/audit${query}`)).body).items;
  return { server, token, call: ask, audit };
}

/** Saves a host. @throws Error with what the server said */
export async function addHost(
  admin: Admin,
  endpoint: string,
  rest: object = {},
): Promise<EngineHost> {
  const body = { name: `host ${endpoint.slice(-40)}`, endpoint, ...rest };
  const { status, body: host } = await admin.call('POST', '/api/docker/hosts', body);
  if (status !== 201) throw new Error(`saving a host answered ${status}: ${JSON.stringify(host)}`);
  return host as EngineHost;
}

/** Signs a member in, put into the database, since users are managed elsewhere. @returns a token */
export async function memberToken(server: TestServer): Promise<string> {
  const password = 'member password';
  const db = new BetterSqlite(join(server.dataDir, 'archnest.db'));
  db.prepare(
    `insert into users (username, username_key, password_hash, role, active, created_at)
     values ('bob', 'bob', ?, 'member', 1, 0)`,
  ).run(await hashPassword(password));
  db.close();
  const body = { username: 'bob', password };
  return (await call(server, 'POST', '/api/auth/login', { body })).body.token as string;
}

/** The headers that ask for a WebSocket. */
export const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': Buffer.alloc(16).toString('base64'),
};

/** A request whose path goes out as it is written: `fetch` would tidy it. @returns the status */
export function rawStatus(
  { server, token }: { server: TestServer; token: string | undefined },
  method: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
): Promise<number> {
  const { hostname, port } = new URL(server.url);
  const who = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const options = { agent: false, headers: { ...who, ...headers } };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, ...options }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
    sent.on('error', reject);
    sent.end();
  });
}
