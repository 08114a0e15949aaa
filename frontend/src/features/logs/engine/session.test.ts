import type { LogFrame, LogLine } from '@archnest/backend/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Gap } from './entry.ts';
import type { PageQuery } from './pages.ts';
import { LogSession } from './session.ts';

class FakeSocket {
  static last: FakeSocket;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor() {
    FakeSocket.last = this;
  }

  close() {}

  say(frame: LogFrame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
    vi.advanceTimersByTime(400);
  }
}

const line = (second: number, m: string): LogLine => ({
  t: new Date(Date.UTC(2020, 5, 20, 12, 0, second)).toISOString(),
  s: 'out',
  m,
});

let session: LogSession;
let page: (query: PageQuery) => LogLine[];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', { hidden: false });
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, 16));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  page = () => [];
  session = new LogSession({
    url: () => '/logs',
    fetchPage: async (query) => page(query),
    running: true,
    raw: false,
  });
  session.start();
  FakeSocket.last.onopen?.();
  vi.advanceTimersByTime(400);
});

afterEach(() => {
  session.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const say = (...lines: LogLine[]) => FakeSocket.last.say({ type: 'lines', lines });
const shown = () =>
  session.rows.rows.flatMap((row) =>
    row.kind === 'day' ? [] : row.kind === 'line' ? row.text : row.kind,
  );

describe('LogSession', () => {
  it('tells of what it shows, and of nothing when nothing changed', () => {
    let told = 0;
    const stop = session.subscribe(() => (told += 1));
    const version = session.getVersion();
    say(line(1, 'a'));
    expect([told > 0, session.getVersion() > version, shown()]).toEqual([true, true, ['a']]);
    told = 0;
    vi.advanceTimersByTime(20_000);
    const settled = told;
    vi.advanceTimersByTime(20_000);
    expect(told).toBe(settled);
    stop();
  });

  it('counts what came while the reader is elsewhere, as far as it is shown', () => {
    say(line(1, 'INFO a'));
    session.setFilter({ stream: null, levels: new Set(['info']) });
    session.setFollowing(false);
    say(line(2, 'INFO b'), line(3, 'ERROR c'), line(4, 'INFO d'));
    expect(session.unseen).toBe(2);
    session.setFollowing(true);
    expect(session.unseen).toBe(0);
  });

  it('shows where lines were lost, and loads them', async () => {
    say(line(1, 'a'));
    FakeSocket.last.say({ type: 'skipped', count: 2 });
    say(line(4, 'd'));
    expect(shown()).toEqual(['a', 'gap', 'd']);
    page = ({ since, until }) => {
      expect([since, until]).toEqual([line(1, '').t, line(4, '').t]);
      return [line(1, 'a'), line(2, 'b'), line(3, 'c'), line(4, 'd')];
    };
    const gap = session.rows.rows.find((row): row is Gap => row.kind === 'gap');
    await session.backlog.loadGap(gap!);
    expect(shown()).toEqual(['a', 'b', 'c', 'd']);
    expect(session.buffer.skipped).toBe(0);
  });

  it('says when lost lines cannot be had', async () => {
    say(line(1, 'a'));
    FakeSocket.last.say({ type: 'skipped', count: 2 });
    say(line(4, 'd'));
    const gap = session.rows.rows.find((row): row is Gap => row.kind === 'gap');
    await session.backlog.loadGap(gap!);
    expect(gap).toMatchObject({ loading: false, count: 2 });
    expect(gap?.failure).toContain('too far back');
  });

  it('loads older lines until there are none, and tries again after a failure', async () => {
    say(line(3, 'c'));
    page = () => {
      throw new Error('no');
    };
    await session.backlog.loadOlder();
    expect(session.backlog.older).toBe('failed');
    page = () => [line(1, 'a'), line(2, 'b'), line(3, 'c')];
    await session.backlog.loadOlder();
    expect([session.backlog.older, shown()]).toEqual(['more', ['a', 'b', 'c']]);
    page = () => [line(1, 'a')];
    await session.backlog.loadOlder();
    expect(session.backlog.older).toBe('start');
  });

  it('marks where the container stopped, once it has gone on', () => {
    say(line(1, 'a'));
    session.setRunning(false);
    FakeSocket.last.say({ type: 'end', reason: 'stopped' });
    expect(shown()).toEqual(['a']);
    session.setRunning(true);
    FakeSocket.last.onopen?.();
    say(line(1, 'a'), line(9, 'b'));
    expect(shown()).toEqual(['a', 'break', 'b']);
  });

  it('finds what is inside a fold, and opens it', () => {
    say(line(1, 'ERROR no'), line(1, 'java.io.IOException: x'), line(1, '\tat needle'));
    expect(shown()).toHaveLength(2);
    session.find('needle');
    session.step(1, null);
    expect(session.search.position).toBe(1);
    expect(shown()).toHaveLength(3);
    expect(session.following).toBe(false);
  });

  it('searches what is shown: a line in words, or as it is', () => {
    say(line(1, '{"msg":"ready","port":80}'));
    session.find('port=80');
    expect(session.search.total).toBe(1);
    const [row] = session.rows.rows.filter((each) => each.kind === 'line');
    session.turn(row!);
    expect(session.search.total).toBe(0);
    session.find('"port":80');
    expect(session.search.total).toBe(1);
    session.setRaw(true);
    expect(session.isRaw(row!)).toBe(true);
  });
});
