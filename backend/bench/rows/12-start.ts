import { fileURLToPath } from 'node:url';
import { ratioOf, spread, start, type Result } from '../measure.ts';
import { startOurs } from '../ours.ts';

const floorFile = fileURLToPath(new URL('../floors/empty.ts', import.meta.url));
const RUNS = 12;
const ALLOWANCE_MS = 400;

/** From spawn to the first healthy answer, on an empty data directory, in turns with an empty Fastify. */
export async function startUp(): Promise<Result[]> {
  const samples = { ours: [] as number[], floor: [] as number[] };
  for (let run = 0; run < RUNS; run++) {
    const ours = await startOurs();
    await ours.stop();
    const floor = await start(floorFile);
    await floor.stop();
    samples.ours.push(ours.readyAfterMs);
    samples.floor.push(floor.readyAfterMs);
  }
  const [mine, least] = [spread(samples.ours), spread(samples.floor)];
  return [
    {
      row: 12,
      name: 'start to first healthy answer',
      unit: 'ms',
      ours: mine,
      floor: least,
      ratio: ratioOf(mine, least),
      aim: `≤ +${ALLOWANCE_MS} ms`,
      met: mine.median - least.median <= ALLOWANCE_MS,
    },
  ];
}
