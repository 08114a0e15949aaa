import { addSleepers, getter, socketOf, startSleepers, startWithToken } from '../engine.ts';
import { ratioOf, spread, type Result } from '../measure.ts';

const SIZES = [60, 300];
const ROUNDS = 200;

/** The containers of a warm Engine host over HTTP, in turns with the Engine's own list on its socket. */
export async function list(): Promise<Result[]> {
  const docker = await startSleepers(0);
  const ours = await startWithToken();
  const results: Result[] = [];
  let running = 0;
  try {
    const hostId = await ours.addHost('bench', docker.host);
    for (const size of SIZES) {
      await addSleepers(docker, size - running);
      running = size;
      results.push(await measure(ours.url, ours.token, hostId, socketOf(docker), size));
    }
  } finally {
    await ours.stop();
    await docker.stop();
  }
  return results;
}

async function measure(
  url: string,
  token: string,
  hostId: string,
  socketPath: string,
  size: number,
): Promise<Result> {
  const { hostname: host, port } = new URL(url);
  const mine = getter({
    host,
    port,
    path: `/api/docker/hosts/${hostId}/containers`,
    headers: { authorization: `Bearer ${token}` },
  });
  const least = getter({ socketPath, path: '/containers/json?all=1' });
  const samples = { ours: [] as number[], floor: [] as number[] };
  for (let round = 0; round < ROUNDS + 20; round++) {
    const [ours, floor] = [await mine.get(), await least.get()];
    // The first rounds warm both.
    if (round < 20) continue;
    samples.ours.push(ours);
    samples.floor.push(floor);
  }
  mine.close();
  least.close();
  const [ours, floor] = [spread(samples.ours), spread(samples.floor)];
  const ratio = ratioOf(ours, floor);
  return {
    row: 1,
    name: `list of a warm Engine host, ${size} containers`,
    unit: 'ms',
    ours,
    floor,
    ratio,
    aim: '≤ 0.5',
    met: ratio <= 0.5,
  };
}
