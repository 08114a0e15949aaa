import { startSshd } from '../../test/bench/sshd.ts';
import { getter, startSleepers, startWithToken } from '../engine.ts';
import { ratioOf, spread, type Result } from '../measure.ts';
import { addSshHost, openSshClient, type OpenSshClient } from '../ssh.ts';

const CONTAINERS = 60;
const ROUNDS = 15;
const MODES = ['tunnel', 'cli'] as const;

/**
 * From no connection to the first list of a host, in turns with OpenSSH's client that runs `docker ps`: of hosts that the
 * server has met before, and of such that it meets for the first time and looks for Docker on.
 */
export async function coldSsh(): Promise<Result[]> {
  const docker = await startSleepers(CONTAINERS);
  // As many hosts as there are rounds, since a host is cold once.
  const sshd = await startSshd({
    docker: { host: docker.host },
    extraConfig: ['MaxStartups 100'],
  });
  const client = await openSshClient(sshd, false);
  const ours = await startWithToken();
  try {
    const results: Result[] = [];
    for (const mode of MODES) {
      const ids: string[] = [];
      for (let round = 0; round <= ROUNDS; round++)
        ids.push(await addSshHost(ours, sshd, `${mode} ${round}`, mode));
      results.push(await measure(ours.url, ours.token, ids, client, `${mode}, first met`));
    }
    const url = await ours.restart();
    for (const [index, mode] of MODES.entries()) {
      const ids = Array.from({ length: ROUNDS + 1 }, (_, round) =>
        String(index * (ROUNDS + 1) + round + 1),
      );
      results.push(await measure(url, ours.token, ids, client, mode));
    }
    return results;
  } finally {
    await client.close();
    await ours.stop();
    await sshd.stop();
    await docker.stop();
  }
}

/** The first host loads what the server loads with its first. */
async function measure(
  url: string,
  token: string,
  ids: string[],
  client: OpenSshClient,
  name: string,
): Promise<Result> {
  const samples = { ours: [] as number[], floor: [] as number[] };
  for (const [round, id] of ids.entries()) {
    const [mine, floor] = [await firstList(url, token, id), await client.dockerPs()];
    if (round === 0) continue;
    samples.ours.push(mine);
    samples.floor.push(floor);
  }
  const [mine, floor] = [spread(samples.ours), spread(samples.floor)];
  const ratio = ratioOf(mine, floor);
  return {
    row: 3,
    name: `SSH from cold to the first list (${name}), ${CONTAINERS} containers`,
    unit: 'ms',
    ours: mine,
    floor,
    ratio,
    aim: '≤ 0.7',
    met: ratio <= 0.7,
  };
}

async function firstList(url: string, token: string, hostId: string): Promise<number> {
  const { hostname: host, port } = new URL(url);
  const once = getter({
    host,
    port,
    path: `/api/docker-ssh/hosts/${hostId}/containers`,
    headers: { authorization: `Bearer ${token}` },
  });
  const took = await once.get();
  once.close();
  return took;
}
