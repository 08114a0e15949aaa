import { once } from 'node:events';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { socketOf, startSleepers, startWithToken } from '../engine.ts';
import { ratioOf, spread, type Result } from '../measure.ts';

const KEYS = 400;

/** One keystroke's echo: through the server's socket, in turns with the same exec on the Engine's own. */
export async function exec(): Promise<Result[]> {
  const docker = await startSleepers(1);
  const ours = await startWithToken();
  try {
    const hostId = await ours.addHost('bench', docker.host);
    const id = (await docker.docker(['ps', '-q', '--no-trunc'])).trim();
    const mine = await throughServer(ours.url, ours.token, hostId, id);
    const least = await onEngine(socketOf(docker), id);
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
    return [
      {
        row: 5,
        name: 'exec: the echo of one key (Engine)',
        unit: 'ms',
        ours: a,
        floor: b,
        ratio: ratioOf(a, b),
        aim: '≤ +1 ms',
        met: a.median - b.median <= 1,
      },
    ];
  } finally {
    await ours.stop();
    await docker.stop();
  }
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
    `${url.replace('http', 'ws')}/api/docker/exec?hostId=${hostId}&container=${id}&shell=sh`,
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
