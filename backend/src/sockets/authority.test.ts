import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { SessionService, type LiveSession } from '../auth/sessions.ts';
import { HostRegistry } from '../containers/registry.ts';
import type { ContainerSource } from '../containers/source.ts';
import type { Sessions } from '../db/sessions.ts';
import { connect, sleep, socketServer, type Peer } from '../../test/sockets.ts';
import { holdAuthority, type Needs } from './authority.ts';

const KEY = 'docker:1';

/** What the database says of the session at this moment. */
class Table {
  row: LiveSession | undefined = {
    id: 's',
    expiresAt: Date.now() + 3_600_000,
    lastSeenAt: Date.now(),
    mustChangePassword: false,
    user: { id: 1, username: 'ada', role: 'admin' },
  };
  reads = 0;
  broken = false;

  findLive(): Promise<LiveSession | undefined> {
    this.reads++;
    return this.broken ? Promise.reject(new Error('disk I/O error')) : Promise.resolve(this.row);
  }

  delete(): Promise<void> {
    this.row = undefined;
    return Promise.resolve();
  }
}

interface Held {
  peer: Peer;
  socket: WebSocket;
  signal: AbortSignal;
  table: Table;
  sessions: SessionService;
  registry: HostRegistry;
}

async function hold(needs: {
  role?: 'admin';
  host?: boolean;
  expiresIn?: number;
  /** It passed the door, and was ended before it got here. */
  ended?: boolean;
}): Promise<Held> {
  const table = new Table();
  const session: LiveSession = {
    ...(table.row as LiveSession),
    ...(needs.expiresIn === undefined ? {} : { expiresAt: Date.now() + needs.expiresIn }),
  };
  if (needs.ended) table.row = undefined;
  const sessions = new SessionService(table as unknown as Sessions);
  const registry = new HostRegistry();
  registry.add({
    all: () => [],
    get: (key) => (key === KEY ? ({} as ContainerSource) : undefined),
  });
  const { promise, resolve } = Promise.withResolvers<{ socket: WebSocket; signal: AbortSignal }>();
  const { url } = await socketServer((socket) => {
    const asked: Needs = {
      ...(needs.role ? { role: needs.role } : {}),
      ...(needs.host ? { host: { key: KEY, registry } } : {}),
    };
    resolve({ socket, signal: holdAuthority(socket, session, sessions, asked) });
  });
  const peer = await connect(url);
  return { peer, table, sessions, registry, ...(await promise) };
}

describe('a socket is closed when', () => {
  it('its session is ended', async () => {
    const { peer, sessions, signal } = await hold({});
    await sessions.end('s');
    expect(signal.aborted).toBe(true);
    expect(await peer.end()).toBe(4401);
  });

  it('its session expires', async () => {
    const { peer } = await hold({ expiresIn: 50 });
    expect(await peer.end()).toBe(4401);
  });

  it('its session is gone from the database, or its user is not active any more', async () => {
    const { peer, table } = await hold({ role: 'admin' });
    table.row = undefined;
    expect(await peer.end()).toBe(4401);
  });

  it('its user is not an admin any more, and it needs one', async () => {
    const { peer, table, signal } = await hold({ role: 'admin' });
    Object.assign(table.row?.user ?? {}, { role: 'member' });
    expect(await peer.end()).toBe(4403);
    expect(signal.aborted).toBe(true);
  });

  it('its user is said to have changed: at once, not when the database is read again', async () => {
    const { table, sessions, signal } = await hold({ role: 'admin' });
    // The reading at the start is over, and the next one comes in half a second.
    await expect.poll(() => table.reads).toBe(1);
    Object.assign(table.row?.user ?? {}, { role: 'member' });
    sessions.announceChanged(2);
    await sleep(0);
    expect(signal.aborted).toBe(false);
    sessions.announceChanged(1);
    await sleep(0);
    expect(signal.aborted).toBe(true);
    expect(table.reads).toBe(2);
  });

  it('its user has to change a temporary password first', async () => {
    const { peer, table, sessions } = await hold({});
    Object.assign(table.row ?? {}, { mustChangePassword: true });
    sessions.announceChanged(1);
    expect(await peer.end()).toBe(4401);
  });

  it('its session was ended between the door and the socket', async () => {
    const { peer, table } = await hold({ ended: true });
    expect(await peer.end()).toBe(4401);
    expect(table.reads).toBe(1);
  });

  it('its host is removed', async () => {
    const { peer, registry, signal } = await hold({ host: true });
    registry.hostRemoved('docker:2');
    expect(signal.aborted).toBe(false);
    registry.hostRemoved(KEY);
    expect(signal.aborted).toBe(true);
    expect(await peer.end()).toBe(4404);
  });

  it('its peer does not answer the close: it is cut off', async () => {
    const { peer, socket, sessions } = await hold({});
    peer.raw.pause();
    await sessions.end('s');
    await expect.poll(() => socket.readyState, { timeout: 5_000 }).toBe(socket.CLOSED);
  });
});

describe('a socket stays when', () => {
  it('another session is ended', async () => {
    const { peer, sessions, signal } = await hold({ role: 'admin', host: true });
    sessions.emit('ended', 'other');
    await sleep(50);
    expect(signal.aborted).toBe(false);
    expect(peer.closed).toBeUndefined();
  });

  it('its user becomes a member, and that is enough', async () => {
    const { table, signal } = await hold({});
    Object.assign(table.row?.user ?? {}, { role: 'member' });
    const { reads } = table;
    await expect.poll(() => table.reads, { timeout: 10_000 }).toBeGreaterThan(reads);
    await sleep(20);
    expect(signal.aborted).toBe(false);
  });

  it('the database cannot be read for a while, and is closed after that', async () => {
    const { peer, table, signal } = await hold({ role: 'admin' });
    table.broken = true;
    const { reads } = table;
    await expect.poll(() => table.reads, { timeout: 5_000 }).toBeGreaterThan(reads + 1);
    expect(signal.aborted).toBe(false);
    table.broken = false;
    table.row = undefined;
    expect(await peer.end()).toBe(4401);
  });
});

it('nothing is left behind when the peer leaves', async () => {
  const { peer, sessions, registry, table, signal } = await hold({ role: 'admin', host: true });
  expect(sessions.listenerCount('ended')).toBe(1);
  peer.socket.close();
  await expect.poll(() => signal.aborted).toBe(true);
  expect(sessions.listenerCount('ended')).toBe(0);
  expect(sessions.listenerCount('changed')).toBe(0);
  expect(registry.listenerCount('removed')).toBe(0);
  const { reads } = table;
  await sleep(700);
  expect(table.reads).toBe(reads);
});
