import { startDocker, TEST_IMAGE, type TestDocker } from '../../../backend/test/bench/dockerd.ts';
import { until } from '../../../backend/test/bench/commands.ts';
import type { Demo } from './plan.ts';

const WAIT = 'trap "exit 0" TERM; while :; do sleep 3600 & wait $!; done';

/** A daemon of its own with these containers on it, each in its state. */
export async function startMachine(plan: readonly Demo[]): Promise<TestDocker> {
  const machine = await startDocker();
  try {
    for (const demo of plan) await make(machine, demo);
    await Promise.all(plan.map((demo) => settled(machine, demo)));
    return machine;
  } catch (error) {
    await machine.stop();
    throw error;
  }
}

async function make({ docker }: TestDocker, demo: Demo) {
  const { name, image, project, flags = [], script = ':', exit, after, created = false } = demo;
  await docker(['tag', TEST_IMAGE, image]);
  const labels = project === null ? {} : { project, service: name.replace(`${project}-`, '') };
  const marks = Object.entries(labels).flatMap(([key, value]) => [
    '--label',
    `com.docker.compose.${key}=${value}`,
  ]);
  const command = exit === undefined ? `${script}\n${WAIT}` : `exit ${exit}`;
  const verb = created ? ['create'] : ['run', '--detach'];
  const common = [
    '--name',
    name,
    '--stop-timeout',
    '1',
    '--shm-size',
    '1g',
    ...marks,
    ...flags,
    image,
  ];
  await docker([...verb, ...common, 'sh', '-c', command]);
  if (after) await docker([after, name]);
}

/** Its health check has said something, if it has one. */
const settled = ({ docker }: TestDocker, { name }: Demo) =>
  until(`${name} being looked at`, async () => {
    const format = '{{if .State.Health}}{{.State.Health.Status}}{{end}}';
    return (await docker(['inspect', '--format', format, name])) !== 'starting';
  });
