import { once } from 'node:events';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { SshMode } from '../../src/contract/index.ts';
import { startSshd } from '../../test/bench/sshd.ts';
import { socketOf, startSleepers, startWithToken, type OursWithEngine } from '../engine.ts';
import { ratioOf, spread, type Result } from '../measure.ts';
import { addSshHost } from '../ssh.ts';

const KEYS = 400;

/** Where a shell is opened, and how much later than on the Engine itself its echo may come. */
interface Way {
  name: string;
  base: string;
  hostId: string;
  moreMs: number;
}

/** One keystroke's echo: through the server's socket, in turns with the same exec on the Engine's own. */
export async function exec(): Promise<Result[]> {
  const docker = await startSleepers(1);
  const sshd = await startSshd({ docker: { host: docker.host } });
  const ours = await startWithToken();
  try {
    const id = (await docker.docker(['ps', '-q', '--no-trunc'])).trim();
    const ssh = (mode: SshMode) => addSshHost(ours, sshd, mode, mode);
    const ways: Way[] = [
      {
        name: 'Engine',
        base: '/api/docker',
        hostId: await ours.addHost('bench', docker.host),
        moreMs: 1,
      },
      { name: 'SSH tunnel', base: '/api/docker-ssh', hostId: await ssh('tunnel'), moreMs: 2 },
      { name: 'SSH commands', base: '/api/docker-ssh', hostId: await ssh('cli'), moreMs: 2 },
    ];
    const results: Result[] = [];
    for (const way of ways) results.push(await measure(ours, way, socketOf(docker), id));
    return results;
  } finally {
    await ours.stop();
    await sshd.stop();
    await docker.stop();
  }
}

async function measure(
  ours: OursWithEngine,
  { name, base, hostId, moreMs }: Way,
  socketPath: string,
  id: string,
): Promise<Result> {
  const mine = await throughServer(`${ours.url}${base}`, ours.token, hostId, id);
  const least = await onEngine(socketPath, id);
  const samples = { ours: [] as number[], floor: [] as number[] };
  for (let index = 0; index < KEYS; index++) {
    const [first, second] = [await mine.key(), await least.key()];
    if (index < 20) continue;
    samples.ours.push(first);
    samples.floor.push(second);
  }
  mine.close();
  least.close();
  const [a, b] = [spread(samples.ours), spread(samples.floor)];
  return {
    row: 5,
    name: `exec: the echo of one key (${name})`,
    unit: 'ms',
    ours: a,
    floor: b,
    ratio: ratioOf(a, b),
    aim: `≤ +${moreMs} ms`,
    met: a.median - b.median <= moreMs,
  };
}

/** Types one letter and takes it back after each measurement, so that the line stays short. */
function keys(write: (data: string) => void, onData: (listener: () => void) => void) {
  let arrived: (() => void) | undefined;
  onData(() => arrived?.());
  const echo = (data: string) =>
    new Promise<number>((resolve) => {
      const began = performance.now();
      arrived = () => {
        resolve(performance.now() - began);
      };
      write(data);
    });
  return async () => {
    const took = await echo('x');
    await echo('\u007f');
    return took;
  };
}

async function throughServer(url: string, token: string, hostId: string, id: string) {
  const socket = new WebSocket(
    `${url.replace('http', 'ws')}/exec?hostId=${hostId}&container=${id}&shell=sh`,
    { headers: { authorization: `Bearer ${token}` } },
  );
  const prompt = new Promise<void>((resolve) => {
    socket.on('message', (data, isBinary) => {
      if (isBinary && String(data as Buffer).includes('# ')) resolve();
    });
  });
  await once(socket, 'open');
  await prompt;
  const key = keys(
    (data) => {
      socket.send(Buffer.from(data));
    },
    (listener) => {
      socket.on('message', (_data, isBinary) => {
        if (isBinary) listener();
      });
    },
  );
  return {
    key,
    close: () => {
      socket.close();
    },
  };
}

async function onEngine(socketPath: string, id: string) {
  const body = {
    Cmd: ['sh'],
    Tty: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  };
  const execId = await create(socketPath, `/containers/${id}/exec`, body);
  const payload = JSON.stringify({ Tty: true });
  const started = request({
    socketPath,
    method: 'POST',
    path: `/exec/${execId}/start`,
    headers: {
      'content-type': 'application/json',
      'content-length': payload.length,
      connection: 'Upgrade',
      upgrade: 'tcp',
    },
  });
  started.end(payload);
  const [, stream] = (await once(started, 'upgrade')) as [unknown, Duplex];
  await once(stream, 'data');
  const key = keys(
    (data) => stream.write(data),
    (listener) => stream.on('data', listener),
  );
  return {
    key,
    close: () => {
      stream.end('exit\n');
    },
  };
}

const create = (socketPath: string, path: string, body: object) =>
  new Promise<string>((resolve, reject) => {
    const payload = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'content-length': payload.length };
    request({ socketPath, method: 'POST', path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        resolve((JSON.parse(text) as { Id: string }).Id);
      });
    })
      .on('error', reject)
      .end(payload);
  });
