import { readdir, readFile, readlink } from 'node:fs/promises';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { SignedIn, TestServer } from '../../backend/test/bench/server.ts';

/** What the process takes now, in MB. */
export async function memoryOf({ pid }: TestServer): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

/** Connections to daemons: what it has of connected Unix sockets, past its own input and output. */
export async function daemonConnections({ pid }: TestServer): Promise<number> {
  const table = (await readFile(`/proc/${pid}/net/unix`, 'utf8')).split('\n');
  const connected = table
    .map((line) => line.split(/\s+/))
    .filter(([, , , , , state]) => state === '03');
  const inodes = new Set(connected.map((fields) => fields[6]));
  const open = (await readdir(`/proc/${pid}/fd`)).filter((fd) => Number(fd) > 2);
  const links = await Promise.all(
    // It may be closed between the two.
    open.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
  );
  return links.filter((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1])).length;
}

/** A WebSocket that is opened, and not read. */
export function stalledReader(
  server: TestServer,
  { token }: SignedIn,
  path: string,
): Promise<Socket> {
  const headers = {
    authorization: `Bearer ${token}`,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
  };
  return new Promise((resolve, reject) => {
    const call = request(`${server.url}${path}`, { headers, agent: false });
    call.on('upgrade', (_response, socket) => {
      socket.on('error', () => undefined);
      socket.pause();
      resolve(socket);
    });
    call.on('response', ({ statusCode }) => reject(new Error(`no upgrade but ${statusCode}`)));
    call.on('error', reject);
    call.end();
  });
}

/** Reads it until this text came, and closes it. */
export async function readUntil(socket: Socket, text: string): Promise<void> {
  let last = '';
  for await (const chunk of socket) {
    const seen = last + (chunk as Buffer).toString('latin1');
    if (seen.includes(text)) return;
    last = seen.slice(-text.length);
  }
  throw new Error(`closed without ${text}`);
}

/** How long a request takes, so many times one after another, in milliseconds. */
export async function latencies(
  server: TestServer,
  { token }: SignedIn,
  path: string,
  times: number,
): Promise<number[]> {
  const all: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const start = performance.now();
    const response = await fetch(`${server.url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    all.push(performance.now() - start);
  }
  return all;
}
