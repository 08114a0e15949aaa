import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SshMode } from '../src/contract/index.ts';
import type { TestSshd } from '../test/bench/sshd.ts';
import type { OursWithEngine } from './engine.ts';
import { pause, temporaryFolder } from './measure.ts';

const execute = promisify(execFile);

/** Saves an account of that sshd as a host, with its host key confirmed. @returns its id */
export async function addSshHost(
  ours: OursWithEngine,
  sshd: TestSshd,
  name: string,
  mode: SshMode,
): Promise<string> {
  const response = await fetch(`${ours.url}/api/ssh/hosts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ours.token}` },
    body: JSON.stringify({
      name,
      address: '127.0.0.1',
      port: sshd.port,
      username: sshd.user('admin').name,
      auth: { type: 'key', privateKey: sshd.key.privateKey },
      docker: { mode },
      fingerprint: sshd.hostKey.fingerprint,
    }),
  });
  if (response.status !== 201) throw new Error(`adding a host answered ${response.status}`);
  return ((await response.json()) as { id: string }).id;
}

export interface OpenSshClient {
  /** Milliseconds that `docker ps` takes: a connection of its own, or through the one that is kept. */
  dockerPs(): Promise<number>;
  close(): Promise<void>;
}

/** The OpenSSH client on that sshd. @param warm keeps a connection (ControlMaster) that each command goes through */
export async function openSshClient(sshd: TestSshd, warm: boolean): Promise<OpenSshClient> {
  const folder = temporaryFolder();
  const control = ['-o', `ControlPath=${join(folder.path, 'control')}`];
  const options = [...sshd.sshOptions, ...(warm ? control : [])];
  const destination = `${sshd.user('admin').name}@127.0.0.1`;
  const master = warm
    ? spawn('ssh', [...options, '-M', '-N', destination], { stdio: 'ignore' })
    : null;
  const client = {
    dockerPs: async () => {
      const began = performance.now();
      await execute('ssh', [...options, destination, '--', 'docker ps -a --no-trunc'], {
        maxBuffer: 64 * 1024 * 1024,
      });
      return performance.now() - began;
    },
    close: async () => {
      if (master) {
        const ended = once(master, 'exit');
        master.kill();
        await ended;
      }
      folder.remove();
    },
  };
  // The master listens a moment after it is started; a command before that would connect by itself.
  if (warm) await pause(1_000);
  return client;
}
