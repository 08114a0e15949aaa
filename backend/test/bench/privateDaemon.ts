import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { freePort, until } from './commands.ts';

/** A Docker daemon of our own: see `keeper.sh` for what it is made of and how it ends. */
export interface PrivateDaemon {
  socket: string;
  port: number;
  /** False where no bridge could be made: containers then have no network. */
  bridge: boolean;
  /** SIGKILL to the daemon and all its containers. The data stays. */
  crash(): Promise<void>;
  /** Starts it again after `crash` and waits until it answers. */
  restart(): Promise<void>;
  /** Stops the daemon process where it is: connections are accepted and never answered. */
  hang(): Promise<void>;
  unhang(): Promise<void>;
  stop(): Promise<void>;
}

/** Its certificate, and the CA of the clients that it takes. */
export interface DaemonTls {
  ca: string;
  cert: string;
  key: string;
}

type Keeper = ChildProcessByStdio<Writable, Readable, null>;

const SCRIPT = join(import.meta.dirname, 'keeper.sh');
/** The longest path below the folder is `e/containerd/containerd.sock.ttrpc`; the limit is 107. */
const LONGEST_FOLDER = 107 - '/e/containerd/containerd.sock.ttrpc'.length;

/** @param tls for its TCP port, in PEM: without it that speaks plain HTTP */
export async function startPrivateDaemon(tls?: DaemonTls): Promise<PrivateDaemon> {
  const folder = await makeFolder();
  if (tls) await writeTls(folder, tls);
  const socket = join(folder, 'docker.sock');
  const port = await freePort();
  const keeper = spawnKeeper(folder, String(port), ...(tls ? [tlsFolder(folder)] : []));
  const lines = createInterface({ input: keeper.stdout })[Symbol.asyncIterator]();
  const ask = async (command: string) => {
    hold(keeper, true);
    keeper.stdin.write(`${command}\n`);
    await lines.next();
    hold(keeper, false);
  };
  const ready = () => waitForDaemon(keeper, socket, folder);
  const stop = () => stopKeeper(keeper);
  try {
    const network = (await lines.next()).value as string | undefined;
    await ready();
    hold(keeper, false);
    return {
      socket,
      port,
      bridge: network !== undefined && network !== 'none',
      crash: () => ask('crash'),
      restart: async () => {
        await ask('start');
        await ready();
      },
      hang: () => ask('hang'),
      unhang: () => ask('unhang'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const tlsFolder = (folder: string) => join(folder, 'tls');

async function writeTls(folder: string, { ca, cert, key }: DaemonTls): Promise<void> {
  const into = tlsFolder(folder);
  await mkdir(into);
  for (const [name, pem] of Object.entries({ ca, cert, key }))
    await writeFile(join(into, `${name}.pem`), pem, { mode: 0o600 });
}

async function makeFolder(): Promise<string> {
  const name = 'archnest-docker-';
  const base = tmpdir().length + name.length + 7 <= LONGEST_FOLDER ? tmpdir() : '/tmp';
  return mkdtemp(join(base, name));
}

/** In a session of its own: an interrupt from the terminal reaches us, and we end it by its pipe. */
function spawnKeeper(...settings: string[]): Keeper {
  const args = ['--mount', '--propagation', 'slave', 'bash', SCRIPT, ...settings];
  const keeper = spawn('unshare', args, { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  for (const stream of [keeper.stdin, keeper.stdout]) stream.on('error', () => {});
  return keeper;
}

/** Between commands the keeper must not keep a process alive that has nothing else to do. */
function hold(keeper: Keeper, on: boolean): void {
  const pipes = [keeper.stdin, keeper.stdout] as unknown as Socket[];
  for (const handle of [keeper, ...pipes]) {
    if (on) handle.ref();
    else handle.unref();
  }
}

async function stopKeeper(keeper: Keeper): Promise<void> {
  hold(keeper, true);
  keeper.stdin.end();
  if (keeper.exitCode === null && keeper.signalCode === null) await once(keeper, 'exit');
}

async function waitForDaemon(keeper: Keeper, socket: string, folder: string): Promise<void> {
  try {
    await until('the start of dockerd', () => keeper.exitCode !== null || ping(socket));
    if (keeper.exitCode !== null) throw new Error(`the keeper ended with ${keeper.exitCode}`);
  } catch (error) {
    const log = await readFile(join(folder, 'dockerd.log'), 'utf8').catch(() => '');
    throw new Error(`no private dockerd:\n${log.split('\n').slice(-15).join('\n')}`, {
      cause: error,
    });
  }
}

function ping(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ socketPath, path: '/_ping', timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(false));
    call.end();
  });
}
