import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { TEST_IMAGE, type TestDocker } from '../../test/bench/dockerd.ts';
import { startSleepers, startWithToken } from '../engine.ts';
import { pause, ratioOf, residentMb, spread, type Result } from '../measure.ts';

const ROUNDS = 5;
const SECONDS = 4;
const LINE =
  'GET /api/items/4711 200 12ms "Mozilla/5.0 (X11; Linux x86_64)" upstream=10.0.0.7:8080';

/** A log that prints flat out, followed through the server's socket, in turns with `docker logs -f` to /dev/null. */
export async function follow(): Promise<Result[]> {
  const docker = await startSleepers(0);
  const ours = await startWithToken();
  const samples = { ours: [] as number[], floor: [] as number[], memory: [] as number[] };
  try {
    const hostId = await ours.addHost('bench', docker.host);
    await docker.docker([
      'run',
      '-d',
      '--name',
      'flood',
      '--stop-timeout',
      '1',
      '--log-opt',
      'max-size=100m',
      '--log-opt',
      'max-file=2',
      TEST_IMAGE,
      'yes',
      LINE,
    ]);
    await pause(2_000);
    const before = residentMb(ours.pid);
    for (let round = 0; round < ROUNDS; round++) {
      samples.floor.push(await byDocker(docker));
      const url = `${ours.url.replace('http', 'ws')}/api/docker/logs?hostId=${hostId}&container=flood&tail=0`;
      const { mbPerSecond, peakMb } = await byServer(url, ours.token, ours.pid);
      samples.ours.push(mbPerSecond);
      samples.memory.push(peakMb - before);
    }
  } finally {
    await ours.stop();
    await docker.stop();
  }
  const [mine, floor, memory] = [
    spread(samples.ours),
    spread(samples.floor),
    spread(samples.memory),
  ];
  const ratio = ratioOf(mine, floor);
  return [
    {
      row: 6,
      name: `follow a log that prints flat out (memory +${memory.median.toFixed(0)} MB)`,
      unit: 'MB/s',
      ours: mine,
      floor,
      ratio,
      aim: '≥ 0.7, memory +64 MB at most',
      met: ratio >= 0.7 && memory.p95 <= 64,
    },
  ];
}

async function byDocker({ host }: TestDocker): Promise<number> {
  // Through a shell, so that the bytes reach `wc` and not this process; /dev/null would not tell how many.
  const command = `timeout ${SECONDS} docker -H ${host} logs -f --tail 0 flood 2>/dev/null | wc -c`;
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  await once(child, 'close');
  return Number(text) / 1e6 / SECONDS;
}

/** The text of the lines that arrive, as `docker logs` would print them. */
async function byServer(url: string, token: string, pid: number) {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(url, { headers, maxPayload: 16 * 1024 * 1024 });
  let bytes = 0;
  let peakMb = 0;
  socket.on('message', (data) => {
    // Parsing would make this process the bottleneck: lines are all alike, and their number tells the bytes.
    bytes += count(data as Buffer, '"m":') * (LINE.length + 1);
  });
  await once(socket, 'open');
  const ends = performance.now() + SECONDS * 1_000;
  while (performance.now() < ends) {
    await pause(200);
    peakMb = Math.max(peakMb, residentMb(pid));
  }
  socket.terminate();
  return { mbPerSecond: bytes / 1e6 / SECONDS, peakMb };
}

function count(data: Buffer, needle: string): number {
  let found = 0;
  for (let at = data.indexOf(needle); at >= 0; at = data.indexOf(needle, at + 4)) found += 1;
  return found;
}
