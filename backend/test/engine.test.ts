import { afterAll, beforeAll } from 'vitest';
import type { EngineTls } from '../src/contract/index.ts';
import { makeCertificates, type Certificates } from './bench/certificates.ts';
import { startProxy, type ProxyKind } from './bench/daemonProxy.ts';
import { testDocker, type TestDocker } from './bench/dockerd.ts';
import { startFleet, type Fleet } from './bench/fleet.ts';
import { sourceConformance, type Adapter } from './conformance/source.ts';
import { openEngine } from './engineSource.ts';

let docker: TestDocker;
let fleet: Fleet;
let certificates: Certificates;

beforeAll(async () => {
  [docker, certificates] = await Promise.all([testDocker(), makeCertificates()]);
  fleet = await startFleet(docker);
});
afterAll(async () => {
  await fleet?.remove();
  await docker?.stop();
});

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

sourceConformance('the Engine by its socket', () => adapter('unix'));

sourceConformance('the Engine by TCP', () => adapter('tcp'));

sourceConformance('the Engine by TLS, each side showing its certificate', () => {
  const { ca, server, client } = certificates;
  const ask = { ...server, ca, requestCert: true, rejectUnauthorized: true };
  return adapter(ask, { ca, ...client });
});
