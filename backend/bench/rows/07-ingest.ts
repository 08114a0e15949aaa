import { fileURLToPath } from 'node:url';
import { requestsPerSecond } from '../load.ts';
import { ratioOf, spread, start, temporaryFolder, type Result } from '../measure.ts';
import { AGENT_TOKEN, startOurs } from '../ours.ts';
import { syntheticReport } from '../reports.ts';

const floorFile = fileURLToPath(new URL('../floors/ingest.ts', import.meta.url));
const CONNECTIONS = 20;
const ROUNDS = 5;

/** Ingest of a 60-container report by 20 connections, in turns with bare Fastify and the same durability. */
export async function ingest(): Promise<Result[]> {
  const bodies = Array.from({ length: CONNECTIONS }, (_, index) =>
    JSON.stringify(syntheticReport(`vm-${index}`)),
  );
  const folder = temporaryFolder();
  const ours = await startOurs();
  const floor = await start(floorFile, { FOLDER: folder.path });
  const headers = { authorization: `Bearer ${AGENT_TOKEN}` };
  const load = (url: string, seconds: number) =>
    requestsPerSecond({
      url: `${url}/api/agents/docker/report`,
      headers,
      bodies,
      connections: CONNECTIONS,
      seconds,
    });
  const rates = { ours: [] as number[], floor: [] as number[] };
  try {
    await load(ours.url, 2);
    await load(floor.url, 2);
    for (let round = 0; round < ROUNDS; round++) {
      rates.ours.push(await load(ours.url, 4));
      rates.floor.push(await load(floor.url, 4));
    }
  } finally {
    await ours.stop();
    await floor.stop();
    folder.remove();
  }
  const [mine, least] = [spread(rates.ours), spread(rates.floor)];
  const ratio = ratioOf(mine, least);
  return [
    {
      row: 7,
      name: 'ingest of a 60-container report, 20 connections',
      unit: 'reports/s',
      ours: mine,
      floor: least,
      ratio,
      aim: '≥ 0.8',
      met: ratio >= 0.8,
    },
  ];
}
