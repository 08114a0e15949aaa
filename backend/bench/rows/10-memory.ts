import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { startSleepers, startWithToken } from '../engine.ts';
import { pause, ratioOf, residentMb, spread, start, type Result } from '../measure.ts';
import { startOurs } from '../ours.ts';

const floorFile = fileURLToPath(new URL('../floors/empty.ts', import.meta.url));
const RUNS = 3;
/** Long enough for what the start left behind to be collected. */
const SETTLE_MS = 3_000;

/** Resident memory: idle, and after 1,000 agent hosts have reported, each beside a bare Fastify process. */
export async function memory(): Promise<Result[]> {
  const idle: number[] = [];
  const filled: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const floor = await start(floorFile);
    const ours = await startOurs();
    try {
      await pause(SETTLE_MS);
      bare.push(residentMb(floor.pid));
      idle.push(residentMb(ours.pid));
      await ours.fill(1_000);
      await pause(SETTLE_MS);
      filled.push(residentMb(ours.pid));
    } finally {
      await ours.stop();
      await floor.stop();
    }
  }
  const floor = spread(bare);
  const row = (name: string, samples: number[], limitMb: number): Result => {
    const ours = spread(samples);
    return {
      row: 10,
      name,
      unit: 'MB',
      ours,
      floor,
      ratio: ratioOf(ours, floor),
      aim: `≤ ${limitMb} MB`,
      met: ours.p95 <= limitMb,
    };
  };
  return [
    row('memory, idle', idle, 100),
    row('memory, 1,000 agent hosts', filled, 200),
    row('memory, 10 Engine hosts of 60, live with stats', await engines(), 200),
  ];
}

const ENGINES = 10;
const LIVE_MS = 30_000;

/** One daemon as ten hosts: to the server they are ten. */
async function engines(): Promise<number[]> {
  const docker = await startSleepers(60);
  const samples: number[] = [];
  try {
    for (let run = 0; run < RUNS; run++) {
      const ours = await startWithToken();
      try {
        for (let index = 1; index <= ENGINES; index++)
          await ours.addHost(`bench-${index}`, docker.host);
        const headers = { authorization: `Bearer ${ours.token}` };
        const page = new WebSocket(`${ours.url.replace('http', 'ws')}/api/live`, { headers });
        await once(page, 'open');
        page.send(JSON.stringify({ type: 'watch', hosts: 'all', stats: true }));
        await pause(LIVE_MS);
        samples.push(residentMb(ours.pid));
        page.close();
      } finally {
        await ours.stop();
      }
    }
  } finally {
    await docker.stop();
  }
  return samples;
}
