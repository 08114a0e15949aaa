import { startSshd } from '../../test/bench/sshd.ts';
import {
  addSleepers,
  getter,
  socketOf,
  startSleepers,
  startWithToken,
  type OursWithEngine,
} from '../engine.ts';
import { ratioOf, spread, type Result } from '../measure.ts';
import { addSshHost, openSshClient, type OpenSshClient } from '../ssh.ts';

const SIZES = [60, 300];
const ROUNDS = 200;
/** Each takes some hundred milliseconds. */
const COMMANDS = 10;
const MODES = ['tunnel', 'cli'] as const;

/** The containers of a warm SSH host over HTTP, in turns with the Engine's own list on the remote socket, without SSH. */
export async function listSsh(): Promise<Result[]> {
  const docker = await startSleepers(0);
  const sshd = await startSshd({ docker: { host: docker.host } });
  const client = await openSshClient(sshd, true);
  const ours = await startWithToken();
  const results: Result[] = [];
  let running = 0;
  try {
    const ids = await Promise.all(MODES.map((mode) => addSshHost(ours, sshd, mode, mode)));
    for (const size of SIZES) {
      await addSleepers(docker, size - running);
      running = size;
      for (const [index, mode] of MODES.entries())
        results.push(await measure(ours, ids[index] ?? '', mode, socketOf(docker), size, client));
    }
  } finally {
    await client.close();
    await ours.stop();
    await sshd.stop();
    await docker.stop();
  }
  return results;
}

async function measure(
  { url, token }: OursWithEngine,
  hostId: string,
  mode: string,
  socketPath: string,
  size: number,
  client: OpenSshClient,
): Promise<Result> {
  const { hostname: host, port } = new URL(url);
  const mine = getter({
    host,
    port,
    path: `/api/docker-ssh/hosts/${hostId}/containers`,
    headers: { authorization: `Bearer ${token}` },
  });
  const least = getter({ socketPath, path: '/containers/json?all=1' });
  const samples = { ours: [] as number[], floor: [] as number[], command: [] as number[] };
  for (let round = 0; round < ROUNDS + 20; round++) {
    const [ours, floor] = [await mine.get(), await least.get()];
    // The first rounds warm both.
    if (round < 20) continue;
    samples.ours.push(ours);
    samples.floor.push(floor);
    if (round % (ROUNDS / COMMANDS) === 0) samples.command.push(await client.dockerPs());
  }
  mine.close();
  least.close();
  const [ours, floor, command] = [samples.ours, samples.floor, samples.command].map(spread) as [
    ReturnType<typeof spread>,
    ReturnType<typeof spread>,
    ReturnType<typeof spread>,
  ];
  const ratio = ratioOf(ours, floor);
  const times = command.median / ours.median;
  return {
    row: 2,
    name: `list of a warm SSH host (${mode}), ${size} containers (ssh docker ps, kept connection: ${command.median.toFixed(0)} ms, ${times.toFixed(0)} times)`,
    unit: 'ms',
    ours,
    floor,
    ratio,
    aim: '≤ 0.5, ≥ 20 times',
    met: ratio <= 0.5 && times >= 20,
  };
}
