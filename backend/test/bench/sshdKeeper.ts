import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

type Process = ChildProcessByStdio<Writable, Readable, null>;

const SCRIPT = join(import.meta.dirname, 'sshdKeeper.sh');
const NAMESPACES = ['--mount', '--propagation', 'private', '--pid', '--fork', '--mount-proc'];

/** `sshdKeeper.sh`: one sshd, by commands. */
export interface SshdKeeper {
  /** One command at a time, in the order of the calls. Throws what the keeper says is wrong. */
  ask(command: 'stop' | 'start' | 'freeze' | 'thaw'): Promise<void>;
  /** Ends the sshd, its sessions and its folder. */
  end(): Promise<void>;
}

/** Waits until the sshd listens. */
export async function startSshdKeeper(...settings: string[]): Promise<SshdKeeper> {
  // In a session of its own: an interrupt from the terminal reaches us, and we end it by its pipe.
  const args = [...NAMESPACES, '--kill-child=KILL', 'bash', SCRIPT, ...settings];
  const keeper = spawn('unshare', args, { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  for (const stream of [keeper.stdin, keeper.stdout]) stream.on('error', () => {});
  const lines = createInterface({ input: keeper.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value } = (await lines.next()) as { value?: string };
    if (value !== 'ok') throw new Error(value ?? 'the keeper of the sshd has ended');
  };
  const end = async () => {
    hold(keeper, true);
    keeper.stdin.end();
    if (keeper.exitCode === null && keeper.signalCode === null) await once(keeper, 'exit');
  };
  let last: Promise<void> = Promise.resolve();
  const ask = (command: string) => {
    const previous = last.catch(() => {});
    last = previous.then(async () => {
      hold(keeper, true);
      keeper.stdin.write(`${command}\n`);
      await answer().finally(() => {
        hold(keeper, false);
      });
    });
    return last;
  };
  try {
    await answer();
    hold(keeper, false);
    return { ask, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Between commands the keeper must not keep a process alive that has nothing else to do. */
function hold(keeper: Process, on: boolean): void {
  const pipes = [keeper.stdin, keeper.stdout] as unknown as Socket[];
  for (const handle of [keeper, ...pipes]) {
    if (on) handle.ref();
    else handle.unref();
  }
}
