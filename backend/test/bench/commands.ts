import { spawn, type SpawnOptions } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export interface CommandOptions {
  input?: string | Buffer;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Milliseconds; the command is killed afterwards. 60 s unless told. */
  timeout?: number;
}

/** A command that ended badly: the message holds the command and what it said. */
export class CommandError extends Error {
  readonly code: number | null;
  readonly output: string;

  constructor(command: string, code: number | null, output: string) {
    super(`${command} ended with ${code ?? 'a signal'}: ${output.trim() || '(no output)'}`);
    this.code = code;
    this.output = output;
  }
}

/** Runs a command without a shell and returns its standard output. Throws `CommandError`. */
export function run(file: string, args: string[], options: CommandOptions = {}): Promise<string> {
  const { input, timeout = 60_000, ...rest } = options;
  const spawnOptions: SpawnOptions = { ...rest, timeout, killSignal: 'SIGKILL' };
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...spawnOptions, stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    // A command that does not read its input closes the pipe early: its exit code says enough.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
    child.on('error', reject);
    child.on('close', (code) => {
      const text = Buffer.concat(out).toString();
      if (code === 0) resolve(text);
      else reject(new CommandError([file, ...args].join(' '), code, Buffer.concat(err) + text));
    });
  });
}

/** The full path of a program, or null. System folders count too: a user's PATH may lack them. */
export function which(program: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  for (const folder of folders) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not here
    }
  }
  return null;
}

/** A TCP port on 127.0.0.1 that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * Asks until the answer is not null, undefined or false, and returns it.
 * @param what names the thing in the error, together with the last failure
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  { timeout = 30_000, every = 50 } = {},
): Promise<T> {
  const end = Date.now() + timeout;
  let last = '';
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = `: ${error instanceof Error ? error.message : String(error)}`;
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
  throw new Error(`${what} took more than ${timeout} ms${last}`);
}
