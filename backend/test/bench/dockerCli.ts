import { randomBytes } from 'node:crypto';
import { run } from './commands.ts';

/** Every container, volume, network and image that the bench makes carries it. */
export const BENCH_LABEL = 'archnest.test';

/** The `docker` CLI on one daemon, which labels what it makes so that it can be found and removed. */
export interface DockerCli {
  /** A `DOCKER_HOST` value. */
  host: string;
  /** `archnest.test=<owner>`: what this handle made, for those who make things past `docker()`. */
  label: string;
  /** Runs `docker <args>`, returns its output without the trailing newline, throws `CommandError`. */
  docker(args: string[], input?: string | Buffer): Promise<string>;
  /** Removes every container, volume and network that carries the label. */
  removeOwn(): Promise<void>;
}

/** The commands that make something, as `docker` spells them; all of them take `--label`. */
const MAKES = ['run', 'create', 'build', 'volume create', 'network create', 'container run'];

function labelled(args: string[], label: string): string[] {
  for (const command of [args.slice(0, 1), args.slice(0, 2)]) {
    if (MAKES.includes(command.join(' ')))
      return [...command, '--label', label, ...args.slice(command.length)];
  }
  return args;
}

export function dockerCli(host: string, owner = newOwner()): DockerCli {
  const label = `${BENCH_LABEL}=${owner}`;
  const env = {
    ...process.env,
    DOCKER_HOST: host,
    // The classic builder needs no plugin, and the user's contexts and credentials are none of ours.
    DOCKER_BUILDKIT: '0',
    DOCKER_CONFIG: '/nonexistent',
    DOCKER_CLI_HINTS: 'false',
  };
  delete (env as NodeJS.ProcessEnv)['DOCKER_CONTEXT'];
  const docker: DockerCli['docker'] = async (args, input) =>
    (await run('docker', labelled(args, label), { env, ...(input === undefined ? {} : { input }) }))
      .toString()
      .replace(/\n$/, '');
  const removeOwn = async () => {
    await removeLabelled(docker, label);
  };
  return { host, label, docker, removeOwn };
}

/** `<pid>.<random>`: a later run can see whether the process that made a thing is still there. */
export function newOwner(): string {
  return `${process.pid}.${randomBytes(4).toString('hex')}`;
}

export async function removeLabelled(docker: DockerCli['docker'], label: string): Promise<void> {
  const list = async (...args: string[]) =>
    (await docker([...args, '--filter', `label=${label}`])).split('\n').filter(Boolean);
  const containers = await list('ps', '-aq');
  if (containers.length) await docker(['rm', '-fv', ...containers]);
  const volumes = await list('volume', 'ls', '-q');
  if (volumes.length) await docker(['volume', 'rm', '-f', ...volumes]);
  const networks = await list('network', 'ls', '-q');
  if (networks.length) await docker(['network', 'rm', ...networks]);
}
