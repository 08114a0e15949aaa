import { EventEmitter } from 'node:events';
import type { FastifyBaseLogger } from 'fastify';
import { expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { HostRegistry } from '../containers/registry.ts';
import type { ContainerSource } from '../containers/source.ts';
import type { Container, Host } from '../contract/index.ts';
import { LiveFeed } from './live.ts';

const KEY = 'agent:vm-1';

/** A page that can be told to let something happen some microtasks after the feed last looked for news. */
class FakeSocket extends EventEmitter {
  readonly sent: string[] = [];
  afterLook: (() => void) | undefined;

  get bufferedAmount(): number {
    this.afterLook?.();
    return 0;
  }

  send(frame: string): void {
    this.sent.push(frame);
    this.emit('sent', frame);
  }

  close(): void {
    this.emit('close');
  }
}

async function microtasks(count: number): Promise<void> {
  for (let index = 0; index < count; index++) await Promise.resolve();
}

it.each(Array.from({ length: 12 }, (_, count) => count))(
  'tells of a change that comes %i microtasks after it last looked',
  async (count) => {
    let name = 'first';
    const source: ContainerSource = {
      describe: () => ({ key: KEY }) as Host,
      list: () => Promise.resolve([{ name } as Container]),
      find: () => Promise.reject(new Error('not asked')),
    };
    const registry = new HostRegistry();
    registry.add({ all: () => [source], get: () => source });
    const socket = new FakeSocket();
    new LiveFeed(socket as unknown as WebSocket, registry, {} as FastifyBaseLogger);
    // Once the feed has said everything, its next look finds no news: that is when the change comes.
    socket.once('sent', () =>
      socket.once('sent', () => {
        socket.afterLook = () => {
          socket.afterLook = undefined;
          void microtasks(count).then(() => {
            name = 'second';
            registry.containersChanged(KEY);
          });
        };
      }),
    );
    socket.emit('message', Buffer.from(JSON.stringify({ type: 'watch', hosts: 'all' })), false);
    await expect.poll(() => socket.sent.at(-1) ?? '', { timeout: 1_000 }).toContain('second');
    socket.close();
  },
);
