import type { LogFrame, LogLine } from '@archnest/backend/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LogFeed, type FeedPhase } from './feed.ts';

class FakeSocket {
  static all: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  closed = false;
  readonly url: string;

  constructor(url: string) {
    this.url = url;
    FakeSocket.all.push(this);
  }

  close() {
    this.closed = true;
  }

  say(frame: LogFrame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

const line = (second: number, m: string): LogLine => ({
  t: `2026-06-20T12:00:${second}Z`,
  s: 'out',
  m,
});

let feed: LogFeed;
let seen: (string | number | null)[];
let phases: FeedPhase[];
const socket = () => FakeSocket.all.at(-1)!;
const kind = () => phases.at(-1)?.kind;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', { hidden: false });
  FakeSocket.all = [];
  seen = [];
  phases = [];
  feed = new LogFeed(true, {
    url: (query) => JSON.stringify(query),
    onLines: (lines) => seen.push(...lines.map(({ m }) => m)),
    onSkipped: (count) => seen.push(count),
    onPhase: (phase) => phases.push(phase),
  });
  feed.start();
});

afterEach(() => {
  feed.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const open = () => {
  socket().onopen?.();
  vi.advanceTimersByTime(1);
};

describe('LogFeed', () => {
  it('begins with the last lines, and takes a lost connection up without repeating them', () => {
    open();
    expect(socket().url).toBe('{"tail":1000}');
    socket().say({ type: 'lines', lines: [line(10, 'a'), line(20, 'b')] });
    socket().onclose?.({ code: 1006 });
    expect(kind()).toBe('lost');
    vi.advanceTimersByTime(1_000);
    open();
    expect(socket().url).toBe('{"since":"1781956820.000000000"}');
    expect(kind()).toBe('live');
    socket().say({ type: 'lines', lines: [line(20, 'b'), line(20, 'b'), line(21, 'c')] });
    expect(seen).toEqual(['a', 'b', 'b', 'c']);
  });

  it('says where lines were skipped', () => {
    open();
    socket().say({ type: 'lines', lines: [line(10, 'a')] });
    socket().say({ type: 'skipped', count: 212 });
    socket().say({ type: 'lines', lines: [line(30, 'b')] });
    expect(seen).toEqual(['a', 212, 'b']);
  });

  it('follows again by itself when the container starts', () => {
    open();
    socket().say({ type: 'lines', lines: [line(10, 'a')] });
    feed.setRunning(false);
    socket().say({ type: 'end', reason: 'stopped' });
    expect(phases.at(-1)).toMatchObject({ kind: 'ended', reason: 'stopped' });
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all).toHaveLength(1);
    feed.setRunning(true);
    expect(FakeSocket.all).toHaveLength(2);
    open();
    expect(kind()).toBe('live');
  });

  it('notices a restart that was too quick to be seen, and does not pretend meanwhile', () => {
    open();
    socket().say({ type: 'end', reason: 'stopped' });
    vi.advanceTimersByTime(1_000);
    expect(FakeSocket.all).toHaveLength(2);
    open();
    expect(kind()).toBe('ended');
    socket().say({ type: 'lines', lines: [line(10, 'a')] });
    expect(kind()).toBe('live');
  });

  it('comes back to a lost host, and not to a removed container', () => {
    open();
    socket().say({ type: 'end', reason: 'lost' });
    vi.advanceTimersByTime(2_000);
    expect(FakeSocket.all).toHaveLength(2);
    open();
    socket().say({ type: 'end', reason: 'removed' });
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all).toHaveLength(2);
    feed.again();
    expect(FakeSocket.all).toHaveLength(3);
  });

  it.each([
    ['host_unreachable', 2],
    ['not_found', 1],
  ])('after %s has connected %d times', (code, times) => {
    open();
    socket().say({ type: 'error', code, message: 'no' });
    expect(phases.at(-1)).toMatchObject({ kind: 'failed', code, message: 'no' });
    vi.advanceTimersByTime(600);
    expect(FakeSocket.all).toHaveLength(times);
  });

  it.each([4401, 4403, 4404])('stays closed after %d', (code) => {
    open();
    socket().onclose?.({ code });
    vi.advanceTimersByTime(60_000);
    expect(phases.at(-1)).toEqual({ kind: 'closed', code });
    expect(FakeSocket.all).toHaveLength(1);
  });

  it('gives up a connection that never opens, and waits longer each time', () => {
    vi.advanceTimersByTime(10_000);
    expect(kind()).toBe('lost');
    const starts: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const count = FakeSocket.all.length;
      const from = Date.now();
      while (FakeSocket.all.length === count) vi.advanceTimersByTime(50);
      starts.push(Date.now() - from);
      socket().onclose?.({ code: 1006 });
    }
    expect(starts.at(-1)).toBeGreaterThan(starts[0]! * 4);
  });

  it('closes its socket when it is disposed of', () => {
    open();
    feed.dispose();
    expect(socket().closed).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });
});
