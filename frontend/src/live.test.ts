import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backoff, LiveConnection } from './live.ts';
import { aHost } from './test/wire.ts';

it('waits longer after each failure, within bounds, and never in step with other pages', () => {
  expect([0, 1, 2, 9].map((attempt) => backoff(attempt, 1))).toEqual([500, 1_000, 2_000, 15_000]);
  expect(backoff(2, 0)).toBe(1_000);
});

/** What the connection sees of a WebSocket; the test is the server. */
class FakeSocket {
  static readonly OPEN = 1;
  static made: FakeSocket[] = [];
  readyState = 0;
  onopen = () => {};
  onmessage: (event: { data: string }) => void = () => {};
  onclose: (event: { code: number }) => void = () => {};
  readonly send = vi.fn<(data: string) => void>();
  readonly close = vi.fn<() => void>();

  constructor() {
    FakeSocket.made.push(this);
  }

  open() {
    this.readyState = 1;
    this.onopen();
    this.onmessage({ data: JSON.stringify({ type: 'hosts', hosts: [aHost()] }) });
  }

  end(code: number) {
    this.readyState = 3;
    this.onclose({ code });
  }
}

describe('the connection', () => {
  const sockets = () => FakeSocket.made.length;
  const newest = () => FakeSocket.made.at(-1) as FakeSocket;
  const doubt = vi.fn<() => void>();
  let live: LiveConnection;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('WebSocket', FakeSocket);
    vi.stubGlobal('window', new EventTarget());
    vi.stubGlobal('document', new EventTarget());
    FakeSocket.made = [];
    doubt.mockReset();
    live = new LiveConnection();
    live.onDoubt = doubt;
    live.start();
  });

  afterEach(() => {
    live.dispose();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('comes back after the end of a session that another one has replaced', () => {
    newest().open();
    newest().end(4401);
    expect(doubt).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(500);
    expect(sockets()).toBe(2);
  });

  it('stays away when the doubt was right', () => {
    doubt.mockImplementation(() => live.dispose());
    newest().open();
    newest().end(4401);
    vi.advanceTimersByTime(60_000);
    expect(sockets()).toBe(1);
  });

  it('asks ever less often when it is closed right after the first frames', () => {
    for (let passed = 0; passed < 60_000; passed += 100) {
      if (newest().readyState === 0) {
        newest().open();
        newest().end(1011);
      }
      vi.advanceTimersByTime(100);
    }
    expect(sockets()).toBeLessThan(13);
    expect(doubt).not.toHaveBeenCalled();
  });

  it('comes back at once when it had lived for a while', () => {
    for (let attempt = 0; attempt < 6; attempt += 1) {
      newest().end(1006);
      vi.advanceTimersByTime(15_000);
    }
    newest().open();
    vi.advanceTimersByTime(20_000);
    const before = sockets();
    newest().end(1006);
    vi.advanceTimersByTime(500);
    expect(sockets()).toBe(before + 1);
  });

  it('says that it is lost even if nothing ever came', () => {
    newest().end(1006);
    vi.advanceTimersByTime(25);
    expect(live.getState()).toMatchObject({ phase: 'lost', asOf: null });
    expect(doubt).toHaveBeenCalledOnce();
  });

  it('gives up a socket that nobody answers', () => {
    vi.advanceTimersByTime(10_000);
    expect(FakeSocket.made[0]?.close).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(500);
    expect(sockets()).toBe(2);
    expect(live.getState().phase).toBe('lost');
  });
});
