import { once } from 'node:events';
import { request } from 'node:http';
import { WebSocket } from 'ws';
import { socketOf, startSleepers, startWithToken } from '../engine.ts';
import { ratioOf, spread, type Result } from '../measure.ts';

const CHANGES = 60;

/** From the request that changes a container to the frame at a page's socket, beside the Engine's own event line. */
export async function event(): Promise<Result[]> {
  const docker = await startSleepers(60);
  const ours = await startWithToken();
  try {
    await ours.addHost('bench', docker.host);
    const id = (await docker.docker(['ps', '-q', '--no-trunc'])).split('\n')[0] ?? '';
    const socketPath = socketOf(docker);
    const line = await listen(socketPath, id);
    const page = await watch(ours.url, ours.token, id);
    const samples = { ours: [] as number[], floor: [] as number[], later: [] as number[] };
    for (let index = 0; index < CHANGES; index++) {
      const verb = index % 2 ? 'unpause' : 'pause';
      const seen = [page.next(verb === 'pause' ? 'paused' : 'running'), line.next(verb)];
      const began = performance.now();
      await post(socketPath, `/containers/${id}/${verb}`);
      const [frame = NaN, event = NaN] = await Promise.all(seen);
      samples.ours.push(frame - began);
      samples.floor.push(event - began);
      samples.later.push(Math.max(frame - event, 0));
    }
    page.close();
    line.close();
    const [mine, floor, later] = [samples.ours, samples.floor, samples.later].map(spread) as [
      ReturnType<typeof spread>,
      ReturnType<typeof spread>,
      ReturnType<typeof spread>,
    ];
    return [
      {
        row: 4,
        name: `a change in Docker to the frame at a page (${later.median.toFixed(1)} ms after the event, p95 ${later.p95.toFixed(1)})`,
        unit: 'ms',
        ours: mine,
        floor,
        ratio: ratioOf(mine, floor),
        aim: '≤ +20 ms at p95',
        met: later.p95 <= 20,
      },
    ];
  } finally {
    await ours.stop();
    await docker.stop();
  }
}

const post = (socketPath: string, path: string) =>
  new Promise<void>((resolve, reject) => {
    request({ socketPath, path, method: 'POST' }, (response) => {
      response.resume().on('end', resolve);
    })
      .on('error', reject)
      .end();
  });

/** The daemon's events, read by the bench itself. */
async function listen(socketPath: string, id: string) {
  let arrived: ((verb: string) => void) | undefined;
  const asked = request({ socketPath, path: '/events' }).end();
  const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream];
  response.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').filter(Boolean)) {
      const event = JSON.parse(line) as { id?: string; Action: string };
      if (event.id === id) arrived?.(event.Action);
    }
  });
  asked.on('error', () => undefined);
  return {
    next: (verb: string) =>
      new Promise<number>((resolve) => {
        arrived = (action) => {
          if (action === verb) resolve(performance.now());
        };
      }),
    close: () => asked.destroy(),
  };
}

async function watch(url: string, token: string, id: string) {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, { headers });
  let arrived: ((state: string) => void) | undefined;
  let ready: (() => void) | undefined;
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data as Buffer)) as {
      type: string;
      containers?: { id: string; state: string }[];
    };
    if (frame.type === 'snapshot') ready?.();
    if (frame.type !== 'upsert') return;
    const changed = frame.containers?.find((container) => container.id === id);
    if (changed) arrived?.(changed.state);
  });
  await once(socket, 'open');
  const first = new Promise<void>((resolve) => (ready = resolve));
  socket.send(JSON.stringify({ type: 'watch', hosts: 'all', stats: false }));
  await first;
  return {
    next: (wanted: string) =>
      new Promise<number>((resolve) => {
        arrived = (state) => {
          if (state === wanted) resolve(performance.now());
        };
      }),
    close: () => {
      socket.close();
    },
  };
}
