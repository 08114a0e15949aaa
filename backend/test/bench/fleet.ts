import { randomBytes } from 'node:crypto';
import { until } from './commands.ts';
import { TEST_IMAGE, type TestDocker } from './dockerd.ts';
import { planFleet, type Planned } from './fleetPlan.ts';

export interface FleetContainer extends Planned {
  /** 64 hex digits. */
  id: string;
  name: string;
}

export interface Fleet {
  /** All names start with it. */
  prefix: string;
  containers: FleetContainer[];
  /** The container with this role: `healthy`, `unhealthy`, `restarting`, `exited0`, `exited137`,
   * `paused`, `created`, `secrets`, `hostile`, `ports`, `memory`, `mounts`, `plain1` … */
  get(role: string): FleetContainer;
  /** Removes the containers and the volume. */
  remove(): Promise<void>;
}

export interface FleetOptions {
  /** 24 unless told; at least the twelve special ones. */
  count?: number;
  /** Random unless told, so that test files that share a daemon do not meet. */
  prefix?: string;
}

/** Four at a time: the daemon starts about four a second on two cores, however many it is asked for. */
const AT_ONCE = 4;

/** Starts containers in every state that a list can show, and waits until each is in it. */
export async function startFleet(
  { docker, bridge }: Pick<TestDocker, 'docker' | 'bridge'>,
  { count = 24, prefix = `t${randomBytes(2).toString('hex')}-` }: FleetOptions = {},
): Promise<Fleet> {
  const volume = `${prefix}data`;
  const plans = planFleet(count, volume);
  const containers: FleetContainer[] = [];
  const remove = async () => {
    const names = plans.map((plan) => prefix + plan.role);
    await docker(['rm', '-fv', ...names]).catch(ignoreMissing);
    await docker(['volume', 'rm', '-f', volume]);
  };
  try {
    await docker(['volume', 'create', volume]);
    await inBatches(plans, async (plan) => {
      containers.push(await make(docker, prefix, plan, bridge));
    });
    await Promise.all(containers.map((container) => settled(docker, container)));
  } catch (error) {
    await remove();
    throw error;
  }
  const get = (role: string) => {
    const found = containers.find((container) => container.role === role);
    if (!found) throw new Error(`no container in the fleet has the role ${role}`);
    return found;
  };
  return { prefix, containers, get, remove };
}

type Docker = TestDocker['docker'];

async function make(
  docker: Docker,
  prefix: string,
  plan: Planned,
  bridge: boolean,
): Promise<FleetContainer> {
  const name = prefix + plan.role;
  const labels = Object.entries(plan.compose ?? {}).flatMap(([key, value]) => [
    '--label',
    `com.docker.compose.${key}=${value}`,
  ]);
  // Without a bridge ports cannot be published; the container is there without them.
  const flags = bridge
    ? plan.flags
    : plan.flags.filter((flag, i, all) => !isPort(flag, all[i - 1]));
  const verb = plan.make === 'run' ? ['run', '--detach'] : ['create'];
  const common = ['--name', name, '--stop-timeout', '1', ...labels, ...flags];
  const id = await docker([...verb, ...common, TEST_IMAGE, ...plan.command]);
  if (plan.after.length) await docker([...plan.after, name]);
  return { ...plan, id, name };
}

const isPort = (flag: string, before: string | undefined) => flag === '-p' || before === '-p';

async function settled(docker: Docker, { id, name, state, health }: FleetContainer): Promise<void> {
  const format =
    '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}';
  const wanted = `${state} ${health}`;
  await until(
    `${name} becoming ${wanted}`,
    async () => (await docker(['inspect', '--format', format, id])) === wanted,
    { every: 200 },
  );
}

/** Waits for all workers also after a failure: what is removed then must not be made afterwards. */
async function inBatches<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

/** A start that failed half way has not made all of them. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && error.message.includes('No such container'))) throw error;
}
