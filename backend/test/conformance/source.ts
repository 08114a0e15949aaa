import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostRegistry } from '../../src/containers/registry.ts';
import type { ContainerSource, Lease } from '../../src/containers/source.ts';
import type { Capability } from '../../src/contract/index.ts';
import type { TestDocker } from '../bench/dockerd.ts';
import type { Fleet } from '../bench/fleet.ts';
import { controls } from './control.ts';
import { logs } from './logs.ts';
import { masking } from './masking.ts';
import { reads } from './reads.ts';
import { shells } from './shell.ts';
import { stats } from './stats.ts';
import { watching } from './watch.ts';

/** A source on the daemon of the fleet, by the way that is tested. */
export interface OpenedSource {
  source: ContainerSource;
  /** That the source is in, alone. */
  registry: HostRegistry;
  /** How often it has called the host so far, whatever a call is on its way. */
  calls(): number;
  close(): Promise<void>;
}

export interface Adapter {
  docker: TestDocker;
  fleet: Fleet;
  /** A source that is not connected yet. @param lingerMs how long it stays live without a viewer */
  open(lingerMs?: number): Promise<OpenedSource>;
  /**
   * Programs on the way take their time: a terminal's new size is not there yet when `resize` settles, and what is read
   * after an event may be what came after that.
   */
  lags?: true;
}

/** What the parts of the suite share: one source that somebody looks at. */
export interface Subject extends OpenedSource {
  docker: TestDocker;
  fleet: Fleet;
  adapter: Adapter;
}

/** What every source must do that can do all, whatever its way to the daemon. */
export function sourceConformance(way: string, start: () => Adapter): void {
  describe(`a source: ${way}`, () => {
    let subject: Subject;
    let lease: Lease | undefined;

    beforeAll(async () => {
      const adapter = start();
      const { docker, fleet } = adapter;
      subject = { ...(await adapter.open()), docker, fleet, adapter };
      lease = subject.source.watch?.acquire();
    });
    afterAll(async () => {
      lease?.release();
      await subject?.close();
    });

    it('says what it can, and can what it says', () => {
      const { source } = subject;
      const abilities: [Capability, unknown][] = [
        ['manage', source.control],
        ['logs', source.logs],
        ['exec', source.shell],
        ['stats', source.stats],
        ['live', source.watch],
      ];
      const there = abilities.filter(([, ability]) => ability !== undefined);
      expect(source.describe().capabilities).toEqual(there.map(([name]) => name));
      expect(there).toHaveLength(abilities.length);
    });

    for (const part of [reads, masking, controls, stats, logs, shells, watching])
      part(() => subject);
  });
}
