import { BENCH_LABEL, dockerCli, removeLabelled, type DockerCli } from './dockerCli.ts';
import { makeImage } from './image.ts';
import { startPrivateDaemon, type PrivateDaemon } from './privateDaemon.ts';

export { TEST_IMAGE } from './image.ts';

/** A real Docker daemon for a test. */
export interface TestDocker extends DockerCli {
  /** `tcp://127.0.0.1:<port>`, or null where the daemon is not ours. */
  tcp: string | null;
  /** What only a daemon of our own can take: crash, restart, hang, unhang. Null for a shared one. */
  faults: Pick<PrivateDaemon, 'crash' | 'restart' | 'hang' | 'unhang'> | null;
  /** Whether containers have a network. */
  bridge: boolean;
  /** Ends the daemon and everything in it; of a shared daemon it removes what this handle made. */
  stop(): Promise<void>;
}

const HOST = 'ARCHNEST_TEST_DOCKER_HOST';
const TCP = 'ARCHNEST_TEST_DOCKER_TCP';
/** What `dockerEnvironment` sets: a process without them has a daemon of its own. */
export const DOCKER_VARIABLES = [HOST, TCP];

/**
 * A daemon of its own for root, in about two seconds. Without root it is the one that `DOCKER_HOST`
 * or /var/run/docker.sock names, where only labelled things are touched.
 */
export async function startDocker(): Promise<TestDocker> {
  if (process.getuid?.() !== 0) return process.env[HOST] ? testDocker() : borrowDocker();
  const daemon = await startPrivateDaemon();
  const cli = dockerCli(`unix://${daemon.socket}`);
  const { crash, restart, hang, unhang, bridge, stop } = daemon;
  try {
    await makeImage(cli.docker);
  } catch (error) {
    await stop();
    throw error;
  }
  const faults = { crash, restart, hang, unhang };
  return { ...cli, tcp: `tcp://127.0.0.1:${daemon.port}`, faults, bridge, stop };
}

/**
 * The daemon of this test run, or one of its own when a test is run alone. Other test files use the
 * same daemon at the same time: a test that counts all containers needs `startDocker()`.
 */
export async function testDocker(): Promise<TestDocker> {
  const host = process.env[HOST];
  if (!host) return startDocker();
  const cli = dockerCli(host);
  const bridge = (await cli.docker(['network', 'ls', '-q', '--filter', 'name=^bridge$'])) !== '';
  return { ...cli, tcp: process.env[TCP] ?? null, faults: null, bridge, stop: cli.removeOwn };
}

/** What a child process needs so that its `testDocker()` finds this daemon. */
export function dockerEnvironment(docker: TestDocker): Record<string, string> {
  return { [HOST]: docker.host, ...(docker.tcp ? { [TCP]: docker.tcp } : {}) };
}

async function borrowDocker(): Promise<TestDocker> {
  const cli = dockerCli(process.env['DOCKER_HOST'] || 'unix:///var/run/docker.sock');
  await removeAbandoned(cli.docker);
  await makeImage(cli.docker);
  const stop = async () => {
    // Everything of the run, also what a killed test process could not remove itself.
    await removeLabelled(cli.docker, BENCH_LABEL);
    await removeImages(cli.docker);
  };
  return { ...cli, tcp: null, faults: null, bridge: true, stop };
}

/** By name, never by id: an image may have another name, which is somebody else's. */
async function removeImages(docker: DockerCli['docker']): Promise<void> {
  const format = '{{.Repository}}:{{.Tag}}';
  const filter = `label=${BENCH_LABEL}`;
  const names = await docker(['images', '--filter', filter, '--format', format]);
  const own = names.split('\n').filter((name) => name.startsWith('archnest-test/'));
  if (own.length) await docker(['rmi', ...own]);
}

/** Containers of a run that was killed: their owner's process is gone. */
async function removeAbandoned(docker: DockerCli['docker']): Promise<void> {
  const format = `{{.Label "${BENCH_LABEL}"}}`;
  const owners = await docker(['ps', '-a', '--filter', `label=${BENCH_LABEL}`, '--format', format]);
  for (const owner of new Set(owners.split('\n').filter(Boolean))) {
    if (!isAlive(Number.parseInt(owner, 10)))
      await removeLabelled(docker, `${BENCH_LABEL}=${owner}`);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
