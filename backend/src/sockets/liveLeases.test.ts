import { describe, expect, it } from 'vitest';
import type { ContainerSource, Lease } from '../containers/source.ts';
import { LiveLeases } from './liveLeases.ts';

const KEY = 'docker:1';

type Wish = Parameters<Lease['stats']>[0];

/** A source that knows its leases, and what each of them wants. */
function live(onAcquire = () => {}) {
  const held = new Map<Lease, Wish>();
  const acquire = (): Lease => {
    const lease: Lease = {
      stats: (wish) => held.set(lease, wish),
      release: () => held.delete(lease),
    };
    held.set(lease, undefined);
    onAcquire();
    return lease;
  };
  return { source: { watch: { acquire } } as unknown as ContainerSource, held };
}

const wishes = ({ held }: ReturnType<typeof live>) => [...held.values()];

describe('the leases of a page', () => {
  it('are one for each host, with what the page wants of it', () => {
    const host = live();
    const leases = new LiveLeases();
    leases.want([`${KEY}/a`, 'docker:2/b', `${KEY}/c`, 'docker:11/d']);
    leases.hold(KEY, host.source);
    leases.hold(KEY, host.source);
    expect(wishes(host)).toEqual([new Set(['a', 'c'])]);
    leases.want('all');
    expect(wishes(host)).toEqual(['all']);
    leases.want([]);
    expect(wishes(host)).toEqual([new Set()]);
    expect(leases.wantsSamples).toBe(true);
    leases.want(null);
    expect(wishes(host)).toEqual([undefined]);
    expect(leases.wantsSamples).toBe(false);
  });

  it('are given back, one by one or all', () => {
    const [one, two] = [live(), live()];
    const leases = new LiveLeases();
    leases.hold(KEY, one.source);
    leases.hold('docker:2', two.source);
    leases.release(KEY);
    leases.release(KEY);
    expect([one.held.size, two.held.size]).toEqual([0, 1]);
    leases.hold(KEY, one.source);
    leases.releaseAll();
    expect([one.held.size, two.held.size]).toEqual([0, 0]);
  });

  it('are one also where the first starts the host, and that is news which comes back here', () => {
    const leases = new LiveLeases();
    const host = live(() => {
      leases.hold(KEY, host.source);
    });
    leases.want('all');
    leases.hold(KEY, host.source);
    expect(wishes(host)).toEqual(['all']);
    leases.releaseAll();
    expect(host.held.size).toBe(0);
  });

  it('follow a host that was edited, which is another source under its old key', () => {
    const [before, after] = [live(), live()];
    const leases = new LiveLeases();
    leases.hold(KEY, before.source);
    leases.hold(KEY, after.source);
    expect([before.held.size, after.held.size]).toEqual([0, 1]);
    leases.releaseAll();
    expect(after.held.size).toBe(0);
  });

  it('are none on a source that is not live by itself', () => {
    const leases = new LiveLeases();
    leases.hold('agent:vm-1', {} as ContainerSource);
    leases.want('all');
    leases.release('agent:vm-1');
    leases.releaseAll();
  });
});
