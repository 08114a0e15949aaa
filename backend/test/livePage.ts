import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { liveFrame, type LiveFrame, type LiveWatch } from '../src/contract/index.ts';
import type { TestServer } from './kit.ts';

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

type Kind = LiveFrame['type'];
type FrameOf<T extends Kind> = Extract<LiveFrame, { type: T }>;

/** A page's live socket: collects frames, each checked against the contract. */
export class Page {
  readonly frames: LiveFrame[] = [];
  readonly socket: WebSocket;
  closed: number | undefined;

  constructor(server: TestServer, headers: Record<string, string>) {
    this.socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/live`, { headers });
    this.socket.on('message', (data) => {
      this.frames.push(liveFrame.parse(JSON.parse((data as Buffer).toString())));
    });
    this.socket.on('close', (code) => (this.closed = code));
    this.socket.on('error', () => (this.closed ??= -1));
  }

  async open(): Promise<this> {
    await new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    return this;
  }

  watch(hosts: 'all' | string[] = 'all', rest: Partial<Omit<LiveWatch, 'type' | 'hosts'>> = {}) {
    this.socket.send(JSON.stringify({ type: 'watch', hosts, stats: true, ...rest }));
  }

  of<T extends Kind>(type: T, from = 0): FrameOf<T>[] {
    return this.frames.slice(from).filter((frame): frame is FrameOf<T> => frame.type === type);
  }

  /** Resolves with the first frame, from `from` on, that passes. */
  async next(passes: (frame: LiveFrame) => boolean, from = 0): Promise<LiveFrame> {
    await expect.poll(() => this.frames.slice(from).some(passes), { timeout: 5_000 }).toBe(true);
    return this.frames.slice(from).find(passes) as LiveFrame;
  }
}
