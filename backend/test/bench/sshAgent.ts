import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { run } from './commands.ts';
import type { SshKey } from './sshKeys.ts';

export interface TestAgent {
  /** What SSH_AUTH_SOCK is to be. */
  socket: string;
  /** The file of a key, as `ssh-add` takes it. The agent holds it until it is removed or ends. */
  add(key: SshKey): Promise<void>;
  /** Ends it: nobody listens on the socket any more, and it is gone. */
  stop(): Promise<void>;
}

/** Lives as long as its standard input, so an agent of a killed test process goes too. */
const SCRIPT = `ssh-agent -D -a "$1/agent" >/dev/null & agent=$!
until [ -S "$1/agent" ] || ! kill -0 "$agent" 2>/dev/null; do sleep 0.01; done
echo ready
cat >/dev/null
kill "$agent"; wait "$agent"; cd /; rm -rf "$1"`;

/** A real ssh-agent that holds the keys, gone with the test. Needs no root. */
export async function testAgent(keys: SshKey[] = []): Promise<TestAgent> {
  const folder = await mkdtemp(join(tmpdir(), 'archnest-agent-'));
  const args = ['-c', SCRIPT, 'sh', folder];
  const keeper = spawn('sh', args, { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  keeper.stdin.on('error', () => {});
  const stop = async () => {
    keeper.stdin.end();
    if (keeper.exitCode === null && keeper.signalCode === null) await once(keeper, 'exit');
  };
  onTestFinished(stop);
  await once(createInterface({ input: keeper.stdout }), 'line');
  const socket = join(folder, 'agent');
  const env = { ...process.env, SSH_AUTH_SOCK: socket };
  const add = async ({ privateKey, passphrase }: SshKey) => {
    const file = join(folder, 'key');
    await writeFile(file, privateKey, { mode: 0o600 });
    // ssh-add takes a passphrase from nowhere but a terminal or a program that prints it.
    const ask = join(folder, 'ask');
    await writeFile(ask, '#!/bin/sh\nprintf "%s\\n" "$ARCHNEST_TEST_PASSPHRASE"\n', {
      mode: 0o700,
    });
    const asking = { SSH_ASKPASS: ask, SSH_ASKPASS_REQUIRE: 'force' };
    try {
      await run('ssh-add', ['-q', file], {
        env: { ...env, ...asking, ARCHNEST_TEST_PASSPHRASE: passphrase },
      });
    } finally {
      await rm(file);
    }
  };
  for (const key of keys) await add(key);
  return { socket, add, stop };
}
