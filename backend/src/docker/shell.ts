import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { PassThrough } from 'node:stream';
import type { ShellOptions, ShellSession } from '../containers/source.ts';
import type { Shell } from '../contract/index.ts';
import { conflict, dockerError, hostUnreachable } from '../errors.ts';
import type { Engine, ExecStart, ExecState } from './engine.ts';
import { EngineAnswerError } from './errors.ts';

/** How long a container may take to start a shell. */
const START_MS = 10_000;
/** Longer than any line that our own starter prints. */
const LONGEST_GREETING = 1_024;

/*
 * Docker has no call to end what exec started, and closing the connection leaves it running. So a shell starts as
 * `sh` that first says its process number, and becomes the shell; when the socket closes, a second exec ends every
 * process of that session: what the shell started, in the background or in front, is in it. What made a session of
 * its own (setsid, a daemon) was meant to stay.
 */

/**
 * $1 is a nonce, $2 the shell that was asked for. Constants both: no text of a user stands in a script. Scripts of one
 * line: there are login shells that cannot quote a newline.
 */
const START = [
  `printf '%s %s ' "$1" "$$"`,
  `if [ "$2" = auto ]; then for s in bash ash sh; do if command -v "$s" >/dev/null 2>&1; then break; fi; done; else s=$2; fi`,
  `if ! command -v "$s" >/dev/null 2>&1; then printf 'none\\n'; exit 127; fi`,
  `printf '%s\\n' "$s"`,
  `exec "$s"`,
].join('; ');

/**
 * $1 is the session to end: by SIGHUP, as a terminal would, and after half a second by SIGKILL. Needs /proc and nothing
 * but built-ins. Exits with 3 when something is left that this user may not end.
 */
const END = [
  `each() { found=`,
  `for f in /proc/[0-9]*/stat; do { read -r line <"$f"; } 2>/dev/null || continue`,
  `p=\${f#/proc/}`,
  `p=\${p%/stat}`,
  `set -- "$1" "$2" \${line##*) }`,
  `if [ "$6" = "$2" ] && [ "$3" != Z ]; then kill "-$1" "$p" 2>/dev/null; found=1; fi`,
  `done`,
  `}`,
  `each HUP "$1"`,
  `each CONT "$1"`,
  `for i in 1 2 3 4 5; do sleep 0.1 2>/dev/null || sleep 1; each 0 "$1"; [ -n "$found" ] || exit 0; done`,
  `each KILL "$1"`,
  `sleep 0.1 2>/dev/null || sleep 1`,
  `each 0 "$1"`,
  `[ -z "$found" ] || exit 3`,
].join('; ');

/** @throws EngineAnswerError, AppError conflict (no shell in it) */
export async function openShell(
  client: Engine,
  containerId: string,
  { shell, user, cols, rows }: ShellOptions,
): Promise<ShellSession> {
  const nonce = randomBytes(9).toString('hex');
  const { starter, ...started } = await start(client, containerId, shell, nonce, {
    user,
    cols,
    rows,
  });
  const output = new PassThrough();
  const greeting = await greet(started.stream, nonce).catch((error: unknown) => {
    started.stream.destroy();
    throw error;
  });
  if (greeting.shell === 'none') {
    started.stream.destroy();
    throw conflict(noShell(shell));
  }
  // The size that came with the start is new in API 1.42; older daemons need to be told.
  await started.resize(cols, rows).catch(() => undefined);
  started.stream.pipe(output);
  const end = () => endSession(client, containerId, user, starter, greeting.pid);
  return session(containerId, started, greeting.shell, output, end);
}

/** The starter is `sh`; an image that has bash and no sh is odd but exists. */
async function start(
  client: Engine,
  containerId: string,
  shell: Shell,
  nonce: string,
  options: { user?: string | undefined; cols: number; rows: number },
): Promise<ExecStart & { starter: string }> {
  const env = ['TERM=xterm-256color'];
  const starters = shell === 'auto' || shell === 'sh' ? ['sh', 'bash'] : ['sh', shell];
  for (const starter of starters) {
    try {
      const command = [starter, '-c', START, starter, nonce, shell];
      return { starter, ...(await client.exec(containerId, command, { ...options, env })) };
    } catch (error) {
      if (!isMissingProgram(error)) throw error;
    }
  }
  throw conflict(noShell(shell));
}

/** runc, crun and containerd each word it in their own way: the daemon answers 400, 126, 127 or 500 by version. */
const isMissingProgram = (error: unknown) =>
  error instanceof EngineAnswerError &&
  /executable file not found|no such file or directory|not found in \$PATH/i.test(error.message);

const noShell = (shell: Shell) =>
  shell === 'auto'
    ? 'This container has no shell: its image holds the program alone.'
    : `This container has no ${shell}: choose another shell, or let ArchNest pick one.`;

interface Greeting {
  pid: number;
  shell: string;
}

/**
 * Reads `<nonce> <pid> <shell>` and leaves what follows on the stream. Docker reports a program that cannot be started
 * on the stream too, when it finds out late.
 */
function greet(stream: Duplex, nonce: string): Promise<Greeting> {
  const pattern = new RegExp(`^${nonce} ([1-9][0-9]{0,9}) ([a-z]+)\\r?\\n`);
  let seen = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      stream
        .off('readable', onReadable)
        .off('end', onEnd)
        .off('error', onError)
        .off('close', onEnd);
    };
    const fail = (error: Error) => {
      stop();
      reject(error);
    };
    const onReadable = () => {
      const chunk = stream.read() as Buffer | null;
      if (!chunk) return;
      seen = Buffer.concat([seen, chunk]);
      const text = seen.toString('latin1');
      const match = pattern.exec(text);
      if (match) {
        stop();
        const rest = seen.subarray(match[0].length);
        if (rest.length) stream.unshift(rest);
        resolve({ pid: Number(match[1]), shell: match[2] ?? 'sh' });
      } else if (seen.length > LONGEST_GREETING) fail(refusal(text));
    };
    const onEnd = () => {
      fail(refusal(seen.toString('utf8')));
    };
    const onError = (error: Error) => {
      fail(error);
    };
    const timer = setTimeout(() => {
      fail(
        dockerError('The shell did not start in time: the container may be busy or out of memory.'),
      );
    }, START_MS);
    stream.on('readable', onReadable).on('end', onEnd).on('error', onError).on('close', onEnd);
  });
}

function refusal(text: string): Error {
  const words = text.replace(/\s+/g, ' ').trim().slice(0, 300);
  if (/executable file not found|no such file or directory/i.test(words))
    return conflict(noShell('auto'));
  if (!words)
    return hostUnreachable('The connection to Docker ended while the shell was starting.');
  return dockerError(`The shell could not be started: ${words}`);
}

function session(
  containerId: string,
  { stream, resize, state }: ExecStart,
  shell: string,
  output: PassThrough,
  end: () => Promise<void>,
): ShellSession {
  let over = false;
  const ended = new Promise<void>((resolve) => {
    // The connection may have broken since the greeting.
    if (stream.destroyed) resolve();
    stream.once('close', resolve).once('end', resolve);
  }).then(() => {
    over = true;
    output.end();
  });
  const last = ended.then(() => lastState(state));
  const exited = last.then((state) => (state && !state.running ? state.exitCode : null));
  const finish = async () => {
    // A connection that broke leaves the shell running: its end says nothing about the shell's.
    if (!over || (await last)?.running !== false) await end();
    stream.destroy();
    output.resume();
  };
  let closing: Promise<void> | undefined;
  return {
    containerId,
    shell,
    output,
    exited,
    write: (data) => (stream.writable ? stream.write(data) : true),
    drained: () =>
      new Promise((resolve) => {
        const done = () => {
          stream.off('drain', done).off('close', done);
          resolve();
        };
        if (stream.writableNeedDrain) stream.on('drain', done).on('close', done);
        else resolve();
      }),
    resize: async (columns, lines) => {
      if (!over) await resize(columns, lines);
    },
    // Its socket and its host may both end it.
    close: () => (closing ??= finish()),
  };
}

/** The daemon knows of the end a moment after the stream has ended. `null` when the daemon cannot be asked. */
async function lastState(ask: ExecStart['state']): Promise<ExecState | null> {
  for (let attempt = 1; ; attempt++) {
    const state = await ask().catch(() => null);
    if (!state?.running || attempt === 10) return state;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** As the user of the shell; what became another user's by `su`, as root. */
async function endSession(
  client: Engine,
  containerId: string,
  user: string | undefined,
  starter: string,
  pid: number,
): Promise<void> {
  const command = [starter, '-c', END, starter, String(pid)];
  try {
    const code = await client.run(containerId, command, user);
    if (code !== 0) await client.run(containerId, command, '0');
  } catch {
    // The container does not run any more, or its daemon is gone: nothing to end, or nobody to ask.
  }
}
