import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { latencies } from '../load.ts';
import { ratioOf, spread, start, temporaryFolder, type Result } from '../measure.ts';
import { startOurs } from '../ours.ts';

const floorFile = fileURLToPath(new URL('../floors/staticJson.ts', import.meta.url));
const ROUNDS = 10;
const REQUESTS = 100;

/** `GET /api/hosts` with 1,000 agent hosts of 60 containers, in turns with a static answer of the same size. */
export async function hosts(): Promise<Result[]> {
  const folder = temporaryFolder();
  const ours = await startOurs();
  const headers = { authorization: `Bearer ${await ours.signIn()}` };
  await ours.fill(1_000);
  const url = `${ours.url}/api/hosts`;
  const bodyFile = join(folder.path, 'body.json');
  const body = await (await fetch(url, { headers })).text();
  writeFileSync(bodyFile, body);
  const floor = await start(floorFile, { BODY_FILE: bodyFile });
  const samples = { ours: [] as number[], floor: [] as number[] };
  try {
    const floorUrl = `${floor.url}/api/hosts`;
    await latencies({ url, headers }, REQUESTS);
    await latencies({ url: floorUrl, headers }, REQUESTS);
    for (let round = 0; round < ROUNDS; round++) {
      samples.ours.push(...(await latencies({ url, headers }, REQUESTS)));
      samples.floor.push(...(await latencies({ url: floorUrl, headers }, REQUESTS)));
    }
  } finally {
    await ours.stop();
    await floor.stop();
    folder.remove();
  }
  const [mine, least] = [spread(samples.ours), spread(samples.floor)];
  const ratio = ratioOf(mine, least);
  return [
    {
      row: 8,
      name: `GET /api/hosts, 1,000 agent hosts (${Math.round(body.length / 1024)} KiB)`,
      unit: 'ms',
      ours: mine,
      floor: least,
      ratio,
      aim: '≤ 1.5',
      met: ratio <= 1.5,
    },
  ];
}
