import { PassThrough, type Duplex } from 'node:stream';
import type { ExecStart } from '../../docker/engine.ts';
import { hostUnreachable } from '../../errors.ts';
import type { Running } from '../remote.ts';

/** A program that prints nothing is taken for one that runs after this. */
const SILENT_MS = 5_000;
/** How long docker may take to end after a complaint: some versions wait for what they will not get. */
const COMPLAINT_MS = 1_500;
const LONGEST_COMPLAINT = 4 * 1024;
/** The exit code comes beside the stream, and may come after its end. */
const LATE_MS = 1_000;

/** What docker writes on the terminal before anything else, and goes on. */
const WARNINGS = /^(?:(?:WARNING: |Emulate Docker CLI |time="[^"]*" level=warning )[^\n]*\n)+/;
const COMPLAINT =
  /^(?:Error[: ]|OCI runtime |unable to find |Cannot connect |permission denied |.{0,40}\b(?:docker|podman|sudo): )/i;

/**
 * A command in a container, once it has begun: what docker says on the terminal instead becomes an error. So a program
 * whose first words are those of a complaint of docker is taken for one.
 * @param failure what it means that docker ended so, with these words
 */
export async function openTerminal(
  running: Running,
  failure: (code: number, words: string) => Error,
): Promise<ExecStart> {
  const { exited } = running;
  let ended: { code: number | null } | undefined;
  void exited.then((code) => (ended = { code }));
  running.stderr.on('error', () => undefined).resume();
  // For good: whoever reads hears of an error too, and with nobody there it must not end the process.
  running.stream.on('error', () => undefined);
  try {
    const { words, hasEnded } = await firstWords(running.stream);
    const text = words.toString('utf8');
    const code = hasEnded ? await exited : FAILED;
    if (code === null)
      throw hostUnreachable('The connection broke while the command was starting.');
    if (code !== 0 && COMPLAINT.test(text)) throw failure(code, text);
    const stream = hasEnded ? over(words) : running.stream;
    return terminal(running, stream, () => ended);
  } catch (error) {
    running.stream.destroy();
    throw error;
  }
}

/** What docker ends with after a complaint, where it was not waited for. */
const FAILED = 126;

/** What has ended is nothing to put back on. */
function over(words: Buffer): Duplex {
  const stream = new PassThrough();
  stream.end(words);
  return stream;
}

function terminal(
  { exited, resize }: Running,
  stream: Duplex,
  ended: () => { code: number | null } | undefined,
): ExecStart {
  return {
    stream,
    resize: async (cols, rows) => {
      resize(cols, rows);
    },
    state: async () => {
      if (!ended() && (stream.readableEnded || stream.destroyed))
        await Promise.race([exited, later(LATE_MS)]);
      const end = ended();
      if (!end) return { running: true, exitCode: null };
      // A connection that broke says nothing of what runs in the container.
      if (end.code === null) throw hostUnreachable('It is not known how the command ended.');
      return { running: false, exitCode: end.code };
    },
  };
}

/**
 * Reads until it is known whether this is the command or a complaint about it; warnings are dropped. What was read of a
 * stream that has not ended is on it again.
 */
function firstWords(stream: Duplex): Promise<{ words: Buffer; hasEnded: boolean }> {
  let seen: Buffer = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    let timer = setTimeout(() => {
      done(false);
    }, SILENT_MS);
    let isComplaint = false;
    const done = (hasEnded: boolean) => {
      clearTimeout(timer);
      stream
        .off('readable', onReadable)
        .off('end', onEnd)
        .off('close', onEnd)
        .off('error', onError);
      // Now: a moment later it may have ended.
      if (!hasEnded && seen.length > 0) stream.unshift(seen);
      resolve({ words: seen, hasEnded });
    };
    const onReadable = () => {
      const chunk = stream.read() as Buffer | null;
      if (!chunk) return;
      seen = withoutWarnings(Buffer.concat([seen, chunk]));
      if (seen.length === 0) return;
      if (seen.length > LONGEST_COMPLAINT || !COMPLAINT.test(seen.toString('utf8'))) done(false);
      else if (!isComplaint) {
        isComplaint = true;
        clearTimeout(timer);
        timer = setTimeout(() => {
          done(false);
        }, COMPLAINT_MS);
      }
    };
    const onEnd = () => {
      done(true);
    };
    const onError = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    stream.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError);
  });
}

/** A byte is a character here, so that what is left is left as it was. */
function withoutWarnings(bytes: Buffer): Buffer {
  const warnings = WARNINGS.exec(bytes.toString('latin1'));
  return warnings ? bytes.subarray(warnings[0].length) : bytes;
}

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
