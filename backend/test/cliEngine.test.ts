import { afterAll, beforeAll } from 'vitest';
import { sourceConformance, type Adapter } from './conformance/source.ts';
import { testDocker, type TestDocker } from './bench/dockerd.ts';
import { startFleet, type Fleet } from './bench/fleet.ts';
import { HostRegistry } from '../src/containers/registry.ts';
import { EngineSource } from '../src/docker/source.ts';
import { CliEngine } from '../src/ssh/cli/engine.ts';
import { LocalRemote } from './localRemote.ts';

let docker: TestDocker;
let fleet: Fleet;
beforeAll(async () => {
  docker = await testDocker();
  fleet = await startFleet(docker);
});
afterAll(async () => {
  await fleet?.remove();
  await docker?.stop();
});

const HOST_KEY = 'ssh:1';

const open: Adapter['open'] = async (lingerMs) => {
  const remote = new LocalRemote({ DOCKER_HOST: docker.host });
  const engine = new CliEngine(remote, 'docker');
  const registry = new HostRegistry();
  const source = new EngineSource(HOST_KEY, {
    source: 'ssh',
    id: '1',
    name: 'a host',
    client: async () => engine,
    registry,
    log: { warn: () => undefined },
    ...(lingerMs === undefined ? {} : { lingerMs }),
  });
  registry.add({ all: () => [source], get: (key) => (key === HOST_KEY ? source : undefined) });
  const close = async () => {
    await source.close();
    engine.close();
  };
  return { source, registry, calls: () => remote.lines.length, close };
};

sourceConformance('the docker command', () => ({ docker, fleet, open, lags: true }));
