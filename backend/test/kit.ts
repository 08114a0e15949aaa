import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { Container, Report, Session } from '../src/contract/index.ts';
import { createServer, type Server } from '../src/server.ts';

/** A folder of this test's own, gone when the test is. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'archnest-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export const AGENT_TOKEN = 'agent-token-of-the-tests';
export const ADMIN = { username: 'ada', password: 'correct horse battery' };

export interface TestServer extends Server {
  url: string;
  dataDir: string;
}

/** The real server on a free port and an empty data directory, closed when the test is done. */
export async function testServer(
  env: Record<string, string | undefined> = {},
): Promise<TestServer> {
  const dataDir = env['ARCHNEST_DATA_DIR'] ?? temporaryFolder();
  const server = await createServer(
    readConfig({
      ARCHNEST_PORT: '0',
      ARCHNEST_DATA_DIR: dataDir,
      ARCHNEST_LOG_LEVEL: 'silent',
      ARCHNEST_AGENT_TOKEN: AGENT_TOKEN,
      ...env,
    }),
  );
  onTestFinished(async () => {
    await server.close();
  });
  await server.listen();
  const address = server.app.server.address();
  if (typeof address !== 'object' || !address) throw new Error('no address');
  return { ...server, dataDir, url: `http://127.0.0.1:${address.port}` };
}

export interface Answer {
  status: number;
  headers: Headers;
  // A test knows what it asked for.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

interface Call {
  token?: string | undefined;
  headers?: Record<string, string>;
  body?: unknown;
}

/** One request with a JSON body; `body` of the answer is parsed when it is JSON. */
export async function call(
  server: TestServer,
  method: string,
  path: string,
  { token, headers = {}, body }: Call = {},
): Promise<Answer> {
  const response = await fetch(server.url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text ? (JSON.parse(text) as unknown) : text,
  };
}

/** Creates the first admin. */
export async function setUp(server: TestServer): Promise<Session> {
  const answer = await call(server, 'POST', '/api/auth/setup', {
    body: { setupToken: server.setupToken, ...ADMIN },
  });
  if (answer.status !== 201) throw new Error(`setup answered ${answer.status}`);
  return answer.body as Session;
}

export const containerId = (digit: string) => digit.repeat(64);

export function aContainer(fields: Partial<Container> = {}) {
  return { id: containerId('a'), name: 'web', image: 'nginx:1.27', state: 'running', ...fields };
}

export function aReport(
  fields: Partial<Omit<Report, 'containers'>> & { containers?: unknown } = {},
) {
  return {
    hostId: 'vm-1',
    hostname: 'docker01',
    agentVersion: '1.0.0',
    reportedAt: '2026-06-20T19:30:00Z',
    containers: [aContainer()],
    ...fields,
  };
}

/** Posts a report with the shared agent token. */
export const post = (server: TestServer, body: unknown, headers: Record<string, string> = {}) =>
  call(server, 'POST', '/api/agents/docker/report', { token: AGENT_TOKEN, body, headers });
