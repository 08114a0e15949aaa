import type { Socket } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { expect, onTestFinished } from 'vitest';
import { WebSocket, type RawData } from 'ws';
import { sockets } from '../src/plugins/sockets.ts';

export interface SocketServer {
  app: FastifyInstance;
  /** `ws://127.0.0.1:<port>` */
  url: string;
}

/** A server with nothing but a WebSocket at `/`, closed when the test is done. */
export async function socketServer(onSocket: (socket: WebSocket) => void): Promise<SocketServer> {
  const app = Fastify();
  await app.register(sockets);
  app.get('/', { websocket: true }, (socket) => {
    onSocket(socket);
  });
  app.get('/hello', () => 'hello');
  return { app, url: await listen(app) };
}

/** Listens on a free port until the test is done. @returns `ws://127.0.0.1:<port>` */
export async function listen(app: FastifyInstance): Promise<string> {
  onTestFinished(async () => {
    await app.close();
  });
  return (await app.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws');
}

/** The other end of a socket: keeps what it gets, and how it was closed. */
export class Peer {
  readonly socket: WebSocket;
  /** Text frames, parsed. A test knows what it waits for. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly frames: any[] = [];
  /** Binary frames, joined. */
  bytes = Buffer.alloc(0);
  byteCount = 0;
  closed: number | undefined;
  reason = '';

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers });
    this.socket.on('message', (data, isBinary) => {
      this.#receive(data, isBinary);
    });
    this.socket.on('close', (code, reason) => {
      this.closed = code;
      this.reason = reason.toString();
    });
    this.socket.on('error', () => undefined);
    onTestFinished(() => {
      this.socket.terminate();
    });
  }

  /** @throws Error with the status when the upgrade is refused */
  async open(): Promise<this> {
    await new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    return this;
  }

  send(frame: object | string | Buffer): void {
    this.socket.send(
      typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame),
    );
  }

  /** What lies below the WebSocket. Paused, it is a peer that is there and reads nothing. */
  get raw(): Socket {
    return (this.socket as unknown as { _socket: Socket })._socket;
  }

  ofType(type: string) {
    return this.frames.filter((frame) => frame.type === type);
  }

  async next(type: string) {
    await expect.poll(() => this.ofType(type).length, { timeout: 10_000 }).toBeGreaterThan(0);
    return this.ofType(type)[0];
  }

  async end(): Promise<number | undefined> {
    await expect.poll(() => this.closed, { timeout: 10_000 }).toBeDefined();
    return this.closed;
  }

  #receive(data: RawData, isBinary: boolean): void {
    const bytes = data as Buffer;
    this.byteCount += isBinary ? bytes.length : 0;
    // Of a flood the number is enough.
    if (isBinary && this.bytes.length < 64 * 1024) this.bytes = Buffer.concat([this.bytes, bytes]);
    else if (!isBinary) this.frames.push(JSON.parse(bytes.toString()));
  }
}

export const connect = (url: string, headers?: Record<string, string>) =>
  new Peer(url, headers).open();

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
