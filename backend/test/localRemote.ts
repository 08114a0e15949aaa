import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { Duplex, PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { hostTimeout } from '../src/errors.ts';
import { commandLine } from '../src/ssh/quote.ts';
import {
  RemoteError,
  type Output,
  type Remote,
  type RunOptions,
  type Running,
  type StartOptions,
} from '../src/ssh/remote.ts';
import { run } from './bench/commands.ts';

/** A machine that is this one: commands go through a real shell, as they would behind SSH. */
export class LocalRemote implements Remote {
  /** The lines that were run. */
  readonly lines: string[] = [];
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv = {}) {
    this.#env = { ...process.env, ...env };
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<Output> {
    const { signal, deadlineMs = 10_000, maxBytes = 1024 * 1024, input = '' } = options;
    signal?.throwIfAborted();
    const child = this.#spawn(['bash', '-c', this.#line(argv)]);
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => undefined);
    const end = (error: unknown) => {
      ended.reject(error);
      kill(child);
    };
    const timer = setTimeout(() => {
      end(hostTimeout('The command took too long.'));
    }, deadlineMs);
    const onAbort = () => {
      end(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort);
    let bytes = 0;
    for (const pipe of [child.stdout, child.stderr])
      pipe.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBytes) end(new RemoteError('too_much', 'The command printed too much.'));
      });
    child.stdin.end(input);
    const all = Promise.all([buffer(child.stdout), buffer(child.stderr), exitOf(child)]);
    try {
      const [stdout, stderr, code] = await Promise.race([all, ended.promise]);
      return { stdout, stderr: stderr.toString('utf8'), code };
    } finally {
      all.catch(() => undefined);
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async start(argv: readonly string[], { signal, terminal }: StartOptions): Promise<Running> {
    signal?.throwIfAborted();
    const line = this.#line(argv);
    const running = terminal
      ? await this.#startOnTerminal(line, terminal)
      : this.#startOnPipes(line);
    const onAbort = () => running.stream.destroy();
    signal?.addEventListener('abort', onAbort);
    void running.exited.then(() => signal?.removeEventListener('abort', onAbort));
    return running;
  }

  #startOnPipes(line: string): Running {
    const child = this.#spawn(['bash', '-c', line]);
    const stream = new PipeStream(child);
    return { stream, stderr: child.stderr, resize: () => undefined, exited: exitOf(child) };
  }

  /** By util-linux's `script`: its first line is the name of the terminal, whose size is set from outside. */
  async #startOnTerminal(line: string, size: { cols: number; rows: number }): Promise<Running> {
    const inside = `stty cols ${size.cols} rows ${size.rows}; tty; exec ${line}`;
    const child = this.#spawn(['script', '-qefc', inside, '/dev/null']);
    // It may end before its first line was read.
    const exited = exitOf(child);
    const stream = new PipeStream(child);
    const tty = await firstLine(stream);
    return {
      stream,
      stderr: new PassThrough().end(),
      resize: (cols, rows) => {
        const words = ['-F', tty, 'cols', String(cols), 'rows', String(rows)];
        run('stty', words).catch(() => undefined);
      },
      exited,
    };
  }

  #line(argv: readonly string[]): string {
    const line = commandLine(argv);
    this.lines.push(line);
    return line;
  }

  #spawn([program = '', ...args]: string[]): ChildProcessWithoutNullStreams {
    // In a group of its own: what the shell has started ends with it.
    const child = spawn(program, args, { env: this.#env, detached: true });
    child.stdin.on('error', () => undefined);
    return child;
  }
}

/** The pipes of a command as one stream; destroyed, it ends the command. */
class PipeStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;

  constructor(child: ChildProcessWithoutNullStreams) {
    super();
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stdout.once('end', () => this.push(null));
    child.stdout.pause();
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#child.stdin.write(chunk, () => {
      done();
    });
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    kill(this.#child);
    this.#child.stdout.resume();
    done(error);
  }
}

function kill({ pid }: ChildProcessWithoutNullStreams): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGHUP');
  } catch {
    // it has ended
  }
}

async function exitOf(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

async function firstLine(stream: Duplex): Promise<string> {
  let seen = Buffer.alloc(0);
  for (;;) {
    const chunk = stream.read() as Buffer | null;
    if (!chunk) {
      if (stream.readableEnded) throw new Error('no terminal');
      await Promise.race([once(stream, 'readable'), once(stream, 'end')]);
      continue;
    }
    seen = Buffer.concat([seen, chunk]);
    const end = seen.indexOf('\n');
    if (end < 0) continue;
    stream.unshift(seen.subarray(end + 1));
    return seen.toString('utf8', 0, end).trim();
  }
}
