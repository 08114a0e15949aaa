import { request, type OutgoingHttpHeaders } from 'node:http';
import { auditPage, type AuditEntry, type EngineHost } from '../src/contract/index.ts';
import { call, setUp, testServer, type Answer, type TestServer } from './kit.ts';
import { adminToken, aPerson } from './people.ts';

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

/** Creates a member, who chooses a password. @returns a token */
export async function memberToken(server: TestServer): Promise<string> {
  return (await aPerson(server, await adminToken(server), 'bob')).token;
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
