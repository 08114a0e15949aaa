import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { TestDocker } from '../bench/dockerd.ts';
import { TEST_IMAGE } from '../bench/dockerd.ts';
import { until } from '../bench/commands.ts';
import type { ContainerSource } from '../../src/containers/source.ts';
import type { Container } from '../../src/contract/index.ts';

export interface Made {
  id: string;
  name: string;
  started: boolean;
}

export interface Recipe {
  /** Flags of `docker run` or `docker create`. */
  flags?: string[];
  command?: string[];
  image?: string;
  verb?: 'run' | 'create';
}

/** Ends at once when it is told to stop. */
export const IDLE = ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 3600 & wait; done'];

/** A container with a name of its own; whoever makes it removes it. */
export async function make(
  { docker }: TestDocker,
  { flags = [], command = IDLE, image = TEST_IMAGE, verb = 'run' }: Recipe = {},
): Promise<Made> {
  const name = `c${randomBytes(5).toString('hex')}`;
  const detach = verb === 'run' ? ['--detach'] : [];
  const id = await docker([verb, ...detach, '--name', name, ...flags, image, ...command]);
  return { id, name, started: verb === 'run' };
}

/** The same, gone with the test. */
export async function testContainer(docker: TestDocker, recipe?: Recipe): Promise<Made> {
  const made = await make(docker, recipe);
  onTestFinished(async () => {
    await remove(docker, made);
  });
  return made;
}

export async function remove({ docker }: TestDocker, { id }: Made): Promise<void> {
  await docker(['rm', '-fv', id]).catch((error: Error) => {
    if (!error.message.includes('No such container')) throw error;
  });
}

/** The container once the source knows it as it was made: a start is two events. */
export const known = (source: ContainerSource, { id, name, started }: Made): Promise<Container> =>
  until(`${name} in the list`, async () => {
    const all = await source.list();
    return all.find((one) => one.id === id && started === (one.state !== 'created'));
  });

/** Runs `sh -c` in a container. */
export const inside = ({ docker }: TestDocker, { id }: Made, script: string): Promise<string> =>
  docker(['exec', id, 'sh', '-c', script]);
