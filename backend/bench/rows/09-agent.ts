import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startDocker, TEST_IMAGE, type TestDocker } from '../../test/bench/dockerd.ts';
import { ratioOf, spread, type Result } from '../measure.ts';
import { AGENT_TOKEN, startOurs, type Ours } from '../ours.ts';

const script = fileURLToPath(new URL('../../../agent/archnest-docker-agent.sh', import.meta.url));
const SIZES = [60, 300];
const RUNS = 7;
const AT_ONCE = 4;
const CPU_ALLOWANCE_MS = 100;

const STATS = 'docker stats --no-stream';
/** The three docker commands that the agent cannot do without. */
const COMMANDS = `docker ps -a --no-trunc >/dev/null; docker inspect $(docker ps -aq) >/dev/null; ${STATS} >/dev/null`;

/** The agent's wall time beside `docker stats` alone, and its processor time beyond the three docker commands. */
export async function agent(): Promise<Result[]> {
  const docker = await startDocker();
  const ours = await startOurs();
  const results: Result[] = [];
  let running = 0;
  try {
    for (const size of SIZES) {
      for (; running < size; running += AT_ONCE)
        await Promise.all(Array.from({ length: AT_ONCE }, () => run(docker)));
      results.push(...measure(docker, ours, size));
    }
  } finally {
    await ours.stop();
    await docker.stop();
  }
  return results;
}

const run = (docker: TestDocker) =>
  docker.docker(['run', '-d', '--stop-timeout', '1', TEST_IMAGE, 'sleep', '100000']);

function measure(docker: TestDocker, ours: Ours, size: number): Result[] {
  const env = {
    PATH: process.env['PATH'],
    DOCKER_HOST: docker.host,
    ARCHNEST_URL: ours.url,
    ARCHNEST_AGENT_TOKEN: AGENT_TOKEN,
    ARCHNEST_HOST_ID: 'bench',
  };
  const wall = { ours: [] as number[], floor: [] as number[] };
  const cpu = { ours: [] as number[], floor: [] as number[] };
  for (let index = 0; index <= RUNS; index++) {
    const mine = timed(`bash ${script}`, env);
    const stats = timed(`${STATS} >/dev/null`, env);
    const three = timed(COMMANDS, env);
    // The first round warms the caches.
    if (index === 0) continue;
    wall.ours.push(mine.wall);
    wall.floor.push(stats.wall);
    cpu.ours.push(mine.cpu);
    cpu.floor.push(three.cpu);
  }
  const [wallOurs, wallFloor] = [spread(wall.ours), spread(wall.floor)];
  const [cpuOurs, cpuFloor] = [spread(cpu.ours), spread(cpu.floor)];
  const beyond = cpuOurs.median - cpuFloor.median;
  return [
    {
      row: 9,
      name: `agent, ${size} containers: wall, beside docker stats alone`,
      unit: 'ms',
      ours: wallOurs,
      floor: wallFloor,
      ratio: ratioOf(wallOurs, wallFloor),
      aim: '≤ 1.1',
      met: ratioOf(wallOurs, wallFloor) <= 1.1,
    },
    {
      row: 9,
      name: `agent, ${size} containers: CPU, beside its three docker commands`,
      unit: 'ms',
      ours: cpuOurs,
      floor: cpuFloor,
      ratio: ratioOf(cpuOurs, cpuFloor),
      aim: `≤ +${CPU_ALLOWANCE_MS} ms`,
      met: beyond <= CPU_ALLOWANCE_MS,
    },
  ];
}

/** Wall and processor milliseconds of a command with all its children, by bash's own accounting. */
function timed(command: string, env: Record<string, string | undefined>) {
  const output = execFileSync(
    'bash',
    ['-c', `TIMEFORMAT='%3R %3U %3S'; { time { ${command}; } 2>/dev/null; } 2>&1`],
    // A pipe of Node's is a socket, and bash takes a socket for a remote login and reads .bashrc.
    { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [wall = NaN, user = NaN, system = NaN] = (output.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map((seconds) => Number(seconds) * 1000);
  return { wall, cpu: user + system };
}
