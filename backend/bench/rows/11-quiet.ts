import { once } from 'node:events';
import { createServer } from 'node:http';
import { request } from 'node:http';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { socketOf, startSleepers, startWithToken } from '../engine.ts';
import { startSshd, type TestSshd } from '../../test/bench/sshd.ts';
import { pause, spread, temporaryFolder, type Result } from '../measure.ts';
import { addSshHost } from '../ssh.ts';

const MINUTE_MS = 60_000;
/** Longer than a host, and then its connection, is kept for whoever comes back. */
const AFTER_VIEWER_MS = 60_000;

/** Calls to Docker, and SSH connections, in a minute without a viewer, after one has looked and left. */
export async function quiet(): Promise<Result[]> {
  const docker = await startSleepers(10);
  const folder = temporaryFolder();
  const ours = await startWithToken();
  const socketPath = join(folder.path, 'counted.sock');
  const counter = await countCalls(socketPath, socketOf(docker));
  const sshds = await Promise.all([1, 2].map(() => startSshd({ docker: { host: docker.host } })));
  const [tunnel, cli] = sshds as [TestSshd, TestSshd];
  /** Connections that were made, sessions and forwarded sockets that were opened, those that are open. */
  const sshCalls = async () => {
    const counts = sshds.map(async (sshd) => {
      const log = await sshd.log();
      const asked = log.match(/Connection from|Starting session|streamlocal/g)?.length ?? 0;
      return asked + (await sshd.openConnections());
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  };
  try {
    await ours.addHost('bench', `unix://${socketPath}`);
    await addSshHost(ours, tunnel, 'tunnel', 'tunnel');
    await addSshHost(ours, cli, 'cli', 'cli');
    const headers = { authorization: `Bearer ${ours.token}` };
    const page = new WebSocket(`${ours.url.replace('http', 'ws')}/api/live`, { headers });
    await once(page, 'open');
    page.send(JSON.stringify({ type: 'watch', hosts: 'all', stats: true }));
    await pause(5_000);
    const watched = [counter.calls, await sshCalls()];
    page.close();
    await pause(AFTER_VIEWER_MS);
    const [before, sshBefore] = [counter.calls, await sshCalls()];
    await pause(MINUTE_MS);
    const calls = counter.calls - before;
    // A connection that is still open counts as a call, for its keepalive.
    const open = await Promise.all(sshds.map((sshd) => sshd.openConnections()));
    const kept = open.reduce((sum, count) => sum + count, 0);
    const ssh = ((await sshCalls()) - sshBefore + kept) / sshds.length;
    if (watched.includes(0)) throw new Error('the viewer caused no calls: nothing was measured');
    return [
      row('calls to Docker a minute and host, without a viewer', calls),
      row('calls by SSH a minute and host, without a viewer', ssh),
    ];
  } finally {
    await ours.stop();
    for (const sshd of sshds) await sshd.stop();
    counter.close();
    await docker.stop();
    folder.remove();
  }
}

const row = (name: string, calls: number): Result => ({
  row: 11,
  name,
  unit: 'calls',
  ours: spread([calls]),
  floor: null,
  ratio: null,
  aim: '≤ 1',
  met: calls <= 1,
});

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
