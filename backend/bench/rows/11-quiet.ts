import { once } from 'node:events';
import { createServer } from 'node:http';
import { request } from 'node:http';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { socketOf, startSleepers, startWithToken } from '../engine.ts';
import { pause, spread, temporaryFolder, type Result } from '../measure.ts';

const MINUTE_MS = 60_000;
/** Longer than a host is kept live for whoever comes back. */
const AFTER_VIEWER_MS = 40_000;

/** Calls to Docker in a minute without a viewer, after one has looked and left. */
export async function quiet(): Promise<Result[]> {
  const docker = await startSleepers(10);
  const folder = temporaryFolder();
  const ours = await startWithToken();
  const socketPath = join(folder.path, 'counted.sock');
  const counter = await countCalls(socketPath, socketOf(docker));
  try {
    await ours.addHost('bench', `unix://${socketPath}`);
    const headers = { authorization: `Bearer ${ours.token}` };
    const page = new WebSocket(`${ours.url.replace('http', 'ws')}/api/live`, { headers });
    await once(page, 'open');
    page.send(JSON.stringify({ type: 'watch', hosts: 'all', stats: true }));
    await pause(5_000);
    const watched = counter.calls;
    page.close();
    await pause(AFTER_VIEWER_MS);
    const before = counter.calls;
    await pause(MINUTE_MS);
    const calls = counter.calls - before;
    if (watched === 0) throw new Error('the viewer caused no calls: nothing was measured');
    return [
      {
        row: 11,
        name: 'calls to Docker a minute and host, without a viewer',
        unit: 'calls',
        ours: spread([calls]),
        floor: null,
        ratio: null,
        aim: '≤ 1',
        met: calls <= 1,
      },
    ];
  } finally {
    await ours.stop();
    counter.close();
    await docker.stop();
    folder.remove();
  }
}

/** A socket that passes calls on to the daemon's and counts them. */
async function countCalls(path: string, socketPath: string) {
  let calls = 0;
  const server = createServer((incoming, answer) => {
    calls += 1;
    const { method, url, headers } = incoming;
    const outgoing = request({ socketPath, method, path: url, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    outgoing.on('error', () => answer.destroy());
    answer.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  }).listen(path);
  await once(server, 'listening');
  return {
    get calls() {
      return calls;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
