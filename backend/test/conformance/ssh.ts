import { afterAll, beforeAll } from 'vitest';
import type { SshMode } from '../../src/contract/index.ts';
import { startProxy } from '../bench/daemonProxy.ts';
import { testDocker, type TestDocker } from '../bench/dockerd.ts';
import { startFleet, type Fleet } from '../bench/fleet.ts';
import { startSshd, type TestSshd } from '../bench/sshd.ts';
import { hostOn, jumpOn, openSsh } from '../sshSource.ts';
import { sourceConformance, type Adapter } from './source.ts';

/**
 * The conformance suite through real sshds: one beside the daemon, and so many jump hosts before it. Each source has an
 * sshd of its own, whose daemon is a line that counts.
 */
export function sshConformance(name: string, mode: SshMode, jumpHosts: number): void {
  let docker: TestDocker;
  let fleet: Fleet;
  const jumps: TestSshd[] = [];

  beforeAll(async () => {
    docker = await testDocker();
    fleet = await startFleet(docker);
    for (let at = 0; at < jumpHosts; at++) jumps.push(await startSshd());
  });
  afterAll(async () => {
    for (const jump of jumps) await jump.stop();
    await fleet?.remove();
    await docker?.stop();
  });

  const open: Adapter['open'] = async (lingerMs) => {
    const line = await startProxy(docker.host, 'unix');
    const sshd = await startSshd({ docker: { host: line.endpoint } });
    const opened = await openSsh(lingerMs === undefined ? {} : { lingerMs });
    let jumpHostId: string | null = null;
    for (const jump of jumps)
      jumpHostId = (await opened.sources.add(jumpOn(jump, { jumpHostId }))).id;
    const source = await opened.add(
      hostOn(sshd, 'admin', { jumpHostId, docker: { enabled: true, mode, command: 'docker' } }),
    );
    const close = async () => {
      await opened.close();
      await sshd.stop();
      await line.close();
    };
    return { source, registry: opened.registry, calls: () => line.requests.length, close };
  };

  sourceConformance(name, () => ({
    docker,
    fleet,
    open,
    ...(mode === 'cli' ? { lags: true } : {}),
  }));
}
