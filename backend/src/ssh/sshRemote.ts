import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { PassThrough, pipeline } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import { hostTimeout, hostUnreachable } from '../errors.ts';
import { ChannelStream } from './channelStream.ts';
import type { Kind, Opener } from './connection.ts';
import { SshFailure } from './failure.ts';
import { isCutOff } from './insides.ts';
import { afterMarker } from './marker.ts';
import type { Pool } from './pool.ts';
import { commandLine } from './quote.ts';
import {
  RemoteError,
  type Output,
  type Remote,
  type RunOptions,
  type Running,
  type StartOptions,
} from './remote.ts';
import { unlessAborted } from './unlessAborted.ts';
import { within } from './within.ts';

const RUN_MS = 15_000;
const RUN_BYTES = 4 * 1024 * 1024;
const TOO_MUCH = 'The machine answers more than any Docker should.';
/** A login shell with much to say takes a second or two to begin. */
const BEGIN_MS = 15_000;
/**
 * sshd counts a session until its processes are gone, which may be a moment after it has closed its channel: one that is
 * full is asked again, after so many milliseconds and twice as many.
 */
const FULL_MS = 200;
const FULL_ATTEMPTS = 3;

/*
 * What a login script prints comes before what a command prints, and must not be taken for it. So each command is
 * started by a script that first prints a line that nobody can know, on both outputs; what is before it is dropped.
 * The folders at the end are where Docker is on some systems whose commands without a login do not find it.
 * Constants both: `$1` is the line, and the rest is the command.
 */
const BEGIN = 'echo "$1"; echo "$1" >&2; ';
const BEGIN_TERMINAL = 'echo "$1"; ';
const SETTING =
  'shift; PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/snap/bin:/run/current-system/sw/bin; export PATH; ';
const EXEC = `${SETTING}exec "$@"`;
/**
 * sshd does not end a command whose channel is closed, it closes its streams. So somebody waits for the end of standard
 * input. What sudo has started as root cannot be ended so; it goes when it next prints.
 */
const EXEC_SILENT = `${SETTING}exec 3<&0; "$@" </dev/null 3<&- & p=$!; { cat <&3; kill "$p"; } >/dev/null 2>&1 & w=$!; exec 3<&-; wait "$p"; c=$?; kill "$w" 2>/dev/null; exit "$c"`;

interface Begun extends Omit<Running, 'exited'> {
  /** The exit code, as `exitOf` has it. */
  told: Promise<number | null | undefined>;
}

/** Commands on a machine that the pool reaches. */
export class SshRemote implements Remote {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<Output> {
    const { deadlineMs = RUN_MS, maxBytes = RUN_BYTES, input } = options;
    const deadline = AbortSignal.timeout(deadlineMs);
    const tooMuch = new AbortController();
    const ends = [deadline, tooMuch.signal, ...(options.signal ? [options.signal] : [])];
    const signal = AbortSignal.any(ends);
    const late = () => hostTimeout(`The command did not end within ${deadlineMs / 1000} s.`);
    try {
      const { stream, stderr, told } = await this.#begin(argv, { signal, kind: 'brief' });
      stream.end(input ?? '');
      let left = maxBytes;
      const take = (bytes: number) => {
        left -= bytes;
        if (left < 0) tooMuch.abort(new RemoteError('too_much', TOO_MUCH));
        return !signal.aborted;
      };
      // A machine that does not end its half is not waited for.
      const [stdout, words, code] = await unlessAborted(
        signal,
        Promise.all([collect(stream, take), collect(stderr, take), told]),
      );
      if (code === undefined)
        throw hostUnreachable('The connection broke before the command had ended.');
      return { stdout, stderr: words.toString('utf8'), code };
    } catch (error) {
      if (deadline.aborted) throw late();
      throw error;
    }
  }

  async start(argv: readonly string[], options: StartOptions): Promise<Running> {
    const { told, ...running } = await this.#begin(argv, options);
    return { ...running, exited: told.then((code) => code ?? null) };
  }

  async #begin(
    argv: readonly string[],
    { signal, terminal, silent, kind = 'long' }: StartOptions,
  ): Promise<Begun> {
    const marker = randomBytes(12).toString('hex');
    const script = (terminal ? BEGIN_TERMINAL : BEGIN) + (silent ? EXEC_SILENT : EXEC);
    const line = commandLine(['sh', '-c', script, 'sh', marker, ...argv]);
    const opener: Opener = (client, done) => {
      if (!terminal) client.exec(line, done);
      else client.exec(line, { pty: { term: 'xterm-256color', ...terminal } }, done);
    };
    const channel = await this.#open(opener, kind, signal);
    const told = exitOf(channel);
    const stream = new ChannelStream(channel);
    stream.keepEnd();
    const onAbort = () => stream.destroy();
    signal?.addEventListener('abort', onAbort, { once: true });
    stream.once('close', () => signal?.removeEventListener('abort', onAbort));
    if (signal?.aborted) stream.destroy();
    const stderr = terminal ? pass(channel.stderr) : dropNoise(channel.stderr, marker);
    try {
      await within(BEGIN_MS, notBegun, afterMarker(stream, marker));
    } catch (error) {
      const isLost = isCutOff(channel);
      stream.destroy();
      if (signal?.aborted) throw signal.reason;
      if (isLost) throw hostUnreachable('The connection broke before the command began.', error);
      throw error;
    }
    const resize = (cols: number, rows: number) => {
      channel.setWindow(rows, cols, 0, 0);
    };
    return { stream, stderr, resize, told };
  }

  async #open(opener: Opener, kind: Kind, signal?: AbortSignal): Promise<ClientChannel> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#pool.open(opener, { kind, isCommand: true, signal });
      } catch (error) {
        if (error instanceof SshFailure) throw error.asAppError();
        signal?.throwIfAborted();
        if (!isFull(error) || attempt === FULL_ATTEMPTS) throw notRun(error);
      }
      await unlessAborted(signal, sleep(FULL_MS * attempt));
    }
  }
}

/** RFC 4254, 5.1: no channel, and so no session, was opened. */
const isFull = (error: unknown) => typeof (error as { reason?: unknown }).reason === 'number';

function notRun(error: unknown): RemoteError {
  const { message } = error as { message?: string };
  return new RemoteError(
    'no_command',
    isFull(error)
      ? 'Its sshd opens no more sessions for this account: allow more by MaxSessions in its sshd_config.'
      : message?.includes('pseudo-terminal')
        ? 'Its sshd gives this account no terminal: allow PermitTTY in its sshd_config, and no no-pty in authorized_keys.'
        : 'Its sshd does not let this account run commands.',
  );
}

/** The exit code; `null` for a signal, `undefined` where nobody told: the connection broke. */
function exitOf(channel: ClientChannel): Promise<number | null | undefined> {
  return new Promise((resolve) => {
    channel.once('exit', resolve);
    // Says it again, and alone where the end came together with the beginning.
    channel.once('close', resolve);
  });
}

/** @param take whether so many more bytes are to be kept; what is not is read and dropped */
async function collect(stream: Readable, take: (bytes: number) => boolean): Promise<Buffer> {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => {
    if (take(chunk.length)) chunks.push(chunk);
  });
  await new Promise<void>((resolve) => {
    stream
      .once('end', resolve)
      .once('close', resolve)
      .once('error', () => {
        resolve();
      });
  });
  return Buffer.concat(chunks);
}

/** A plain stream of what ssh2's special one gives. */
function pass(from: Readable): Readable {
  const to = new PassThrough();
  pipeline(from, to, () => undefined);
  return to;
}

/** What is behind the marker; all of it where none comes, since then it says why. */
function dropNoise(from: Readable, marker: string): Readable {
  const to = new PassThrough();
  let seen: Buffer | null = Buffer.alloc(0);
  const mark = Buffer.from(`${marker}\n`);
  from.on('data', (chunk: Buffer) => {
    let rest: Buffer = chunk;
    if (seen) {
      seen = Buffer.concat([seen, chunk]).subarray(-MOST_NOISE);
      const at = seen.indexOf(mark);
      if (at < 0) return;
      rest = seen.subarray(at + mark.length);
      seen = null;
    }
    if (rest.length && !to.write(rest)) {
      from.pause();
      to.once('drain', () => from.resume());
    }
  });
  const end = () => {
    if (seen) to.write(seen);
    seen = null;
    to.end();
  };
  from.once('end', end).once('close', end);
  return to;
}

const MOST_NOISE = 64 * 1024;

const notBegun = () =>
  hostTimeout(`The machine did not begin to run a command within ${BEGIN_MS / 1000} s.`);
