import { randomBytes } from 'node:crypto';
import { TEST_IMAGE, type TestDocker } from '../../backend/test/bench/dockerd.ts';

/** What a test of its own containers needs on a daemon that other tests use too. */
export interface OwnContainers {
  /** Starts every name: a search for it finds these containers and no others. */
  prefix: string;
  /** Starts one, which ends at once when it is told to, unless `command` says otherwise. @returns its name */
  run(role: string, flags?: readonly string[], command?: readonly string[]): Promise<string>;
  /** As `run`, and does not start it. */
  create(role: string, flags?: readonly string[], command?: readonly string[]): Promise<string>;
  /** Removes all of them, and their anonymous volumes. */
  remove(): Promise<void>;
}

/** A main loop that ends at once on SIGTERM. */
const LOOP = 'echo ready; trap "exit 0" TERM; while :; do sleep 3600 & wait; done';

/** Each network of a container is an interface of this machine, and Chromium drops requests when one comes or goes. */
const NO_NETWORK = ['--network', 'none'];

export function ownContainers({ docker }: Pick<TestDocker, 'docker'>): OwnContainers {
  const prefix = `e${randomBytes(3).toString('hex')}-`;
  const names: string[] = [];
  const make =
    (...verb: string[]): OwnContainers['run'] =>
    async (role, flags = [], command = ['sh', '-c', LOOP]) => {
      const name = prefix + role;
      names.push(name);
      await docker([...verb, '--name', name, ...NO_NETWORK, ...flags, TEST_IMAGE, ...command]);
      return name;
    };
  return {
    prefix,
    run: make('run', '--detach'),
    create: make('create'),
    remove: async () => {
      if (names.length > 0) await docker(['rm', '-fv', ...names]).catch(ignoreMissing);
    },
  };
}

/** A test may have removed some of them itself; `docker rm` goes on with the others. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && error.message.includes('No such container'))) throw error;
}
