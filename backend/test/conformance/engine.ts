import { afterAll, beforeAll } from 'vitest';
import type { EngineTls } from '../../src/contract/index.ts';
import { startProxy, type ProxyKind } from '../bench/daemonProxy.ts';
import { testDocker, type TestDocker } from '../bench/dockerd.ts';
import { startFleet, type Fleet } from '../bench/fleet.ts';
import { sourceConformance, type Adapter } from './source.ts';
import { openEngine } from '../engineSource.ts';

let docker: TestDocker;
let fleet: Fleet;

/** Each source by a line of its own that counts; TLS ends there, as the bench's daemon has none on its port. */
function adapter(kind: ProxyKind, tls: EngineTls | null = null): Adapter {
  const open: Adapter['open'] = async (lingerMs) => {
    const line = await startProxy(docker.host, kind);
    const opened = openEngine(line.endpoint, {
      tls,
      ...(lingerMs === undefined ? {} : { lingerMs }),
    });
    const close = async () => {
      await opened.close();
      await line.close();
    };
    return { ...opened, calls: () => line.requests.length, close };
  };
  return { docker, fleet, open };
}

/**
 * The conformance suite over one way to an Engine, on a fleet of its own. A file for each way, so that they run beside
 * each other.
 */
export function engineConformance(
  name: string,
  way: () => Promise<{ kind: ProxyKind; tls?: EngineTls }>,
): void {
  let kind: ProxyKind;
  let tls: EngineTls | undefined;
  beforeAll(async () => {
    docker = await testDocker();
    fleet = await startFleet(docker);
    ({ kind, tls } = await way());
  });
  afterAll(async () => {
    await fleet?.remove();
    await docker?.stop();
  });
  sourceConformance(name, () => adapter(kind, tls ?? null));
}
