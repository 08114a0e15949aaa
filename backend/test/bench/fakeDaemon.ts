import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

/** What a call is answered with: JSON, or by hand. */
export type FakeAnswer =
  ((request: IncomingMessage, response: ServerResponse) => void) | object | string;

/** By `GET /version`, without the query. */
export type FakeAnswers = Record<string, FakeAnswer>;

/** Answers as a Docker Engine might and a real one will not. */
export interface FakeDaemon {
  endpoint: string;
  /** `GET /version?x=1`, in order of arrival. */
  requests: string[];
  /** May be changed while it runs. */
  answers: FakeAnswers;
  /** Tells all who listen to events. */
  event(event: object): void;
  /** Connections that are open now. */
  connections(): number;
  close(): Promise<void>;
}

export interface FakeOptions {
  tcp?: boolean;
  /** What becomes of a connection that asks to be upgraded; it is closed unless told. */
  onUpgrade?: (request: IncomingMessage, socket: Duplex) => void;
}

/** A healthy daemon without containers, but for `answers`. */
export async function fakeDaemon(
  answers: FakeAnswers = {},
  { tcp = false, onUpgrade }: FakeOptions = {},
): Promise<FakeDaemon> {
  const listeners = new Set<ServerResponse>();
  const all: FakeAnswers = {
    'GET /version': { Version: '27.5.1', ApiVersion: '1.47' },
    'GET /info': { OperatingSystem: 'Test Linux', NCPU: 2, MemTotal: 1024 },
    'GET /_ping': 'OK',
    'GET /containers/json': [],
    'GET /events': (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      listeners.add(response);
      response.once('close', () => listeners.delete(response));
    },
    ...answers,
  };
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    reply(all[`${request.method} ${request.url?.split('?')[0]}`], request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    requests.push(`${request.method} ${request.url}`);
    socket.on('error', () => undefined);
    if (onUpgrade) onUpgrade(request, socket);
    else socket.destroy();
  });
  const connections = new Set<Duplex>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  // As Docker: a connection that nobody uses stays open.
  server.keepAliveTimeout = 0;
  const folder = await mkdtemp(join(tmpdir(), 'archnest-fake-'));
  await new Promise<void>((resolve) => {
    if (tcp) server.listen(0, '127.0.0.1', resolve);
    else server.listen(join(folder, 'docker.sock'), resolve);
  });
  return {
    endpoint: tcp
      ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
      : `unix://${folder}/docker.sock`,
    requests,
    answers: all,
    event: (event) => {
      for (const response of listeners) response.write(`${JSON.stringify(event)}\n`);
    },
    connections: () => connections.size,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      // Upgraded ones too, of which the server knows nothing any more.
      for (const socket of connections) socket.destroy();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function reply(
  answer: FakeAnswer | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (typeof answer === 'function') {
    answer(request, response);
    return;
  }
  const status = answer === undefined ? 404 : 200;
  response.writeHead(status, { 'content-type': 'application/json' });
  const body = answer ?? { message: 'page not found' };
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
