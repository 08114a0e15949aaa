import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Leases } from './leases.ts';

const LINGER_MS = 30_000;

/** What happened to the host, in order. */
const history: string[] = [];

function leases(): Leases {
  return new Leases(
    () => history.push('start'),
    () => history.push('stop'),
    LINGER_MS,
  );
}

beforeEach(() => {
  history.length = 0;
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
});

const wait = (ms: number) => vi.advanceTimersByTime(ms);

describe('leases', () => {
  it('start with the first, and stop a while after the last', () => {
    const all = leases();
    const [one, two] = [all.acquire(), all.acquire()];
    expect(history).toEqual(['start']);
    one.release();
    wait(LINGER_MS * 2);
    two.release();
    wait(LINGER_MS - 1);
    expect(history).toEqual(['start']);
    wait(1);
    expect(history).toEqual(['start', 'stop']);
    all.acquire();
    expect(history).toEqual(['start', 'stop', 'start']);
  });

  it('find everything warm when somebody comes back in time', () => {
    const all = leases();
    all.acquire().release();
    wait(LINGER_MS - 1);
    const again = all.acquire();
    wait(LINGER_MS * 2);
    expect(history).toEqual(['start']);
    again.release();
    wait(LINGER_MS - 1);
    all.acquire().release();
    wait(LINGER_MS - 1);
    expect(history).toEqual(['start']);
    wait(1);
    expect(history).toEqual(['start', 'stop']);
  });

  it('are given back once, however often that is said', () => {
    const all = leases();
    const one = all.acquire();
    all.acquire();
    one.release();
    one.release();
    wait(LINGER_MS * 2);
    expect(history).toEqual(['start']);
  });

  it('want together what each of them wants', () => {
    const all = leases();
    expect(all.wanted()).toBeNull();
    const [one, two] = [all.acquire(), all.acquire()];
    expect(all.wanted()).toBeNull();
    one.stats(new Set(['a', 'b']));
    two.stats(new Set(['b', 'c']));
    expect(all.wanted()).toEqual({ eachTick: new Set(['a', 'b', 'c']) });
    two.stats('all');
    expect(all.wanted()).toEqual({ eachTick: 'all' });
    two.release();
    expect(all.wanted()).toEqual({ eachTick: new Set(['a', 'b']) });
    // To see numbers and nothing of them is a wish too: the others are sampled less often.
    one.stats(new Set());
    expect(all.wanted()).toEqual({ eachTick: new Set() });
    one.stats(undefined);
    expect(all.wanted()).toBeNull();
    two.stats('all');
    expect(all.wanted()).toBeNull();
  });

  it('closed, are over: whoever asks late starts nothing', () => {
    const all = leases();
    all.acquire().stats('all');
    all.close();
    expect(history).toEqual(['start', 'stop']);
    all.acquire();
    all.acquire().release();
    wait(LINGER_MS * 2);
    expect(history).toEqual(['start', 'stop']);
    const idle = leases();
    idle.close();
    expect(history).toEqual(['start', 'stop']);
  });

  it('closed while they linger, stop once', () => {
    const all = leases();
    all.acquire().release();
    all.close();
    wait(LINGER_MS * 2);
    expect(history).toEqual(['start', 'stop']);
  });
});
