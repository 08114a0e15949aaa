import type { LogStream } from '../../containers/source.ts';
import type { LogLine } from '../../contract/index.ts';
import type { AppError } from '../../errors.ts';
import type { LogParams } from '../../docker/engine.ts';
import { LineSink } from '../../docker/logLines.ts';
import { RawParser, type LogParser } from '../../docker/logParsers.ts';
import { logStreamOf, truncated } from '../../docker/logStream.ts';
import type { Running } from '../remote.ts';

/** Of a log that is there, a batch waits for the rest; of one that is followed nobody should have to wait. */
const LINGER_MS = 250;
const FOLLOW_LINGER_MS = 10;
/** Lines that are kept back at most, until the other stream is as far. */
const MOST_HELD = 1_000;
const LONGEST_WORDS = 4 * 1024;

export interface PipesOptions {
  params: Pick<LogParams, 'follow' | 'stdout' | 'stderr'>;
  onError: (error: unknown) => AppError;
  /** What it means that the command ended so, with these words of its own. */
  onEnd: (code: number, words: string) => AppError | null;
}

/**
 * The log that `docker logs --timestamps` prints on two pipes. Its own words are told from the container's by what they
 * lack: a stamp. In what order the lines of both were printed is told by their stamps alone, and what is not wanted is
 * read and dropped, since docker prints both.
 */
export function pipesLog(
  { stream, stderr, exited }: Running,
  { params, onError, onEnd }: PipesOptions,
): LogStream {
  // Its input is open still.
  stream.once('end', () => stream.destroy());
  const sink = params.stdout && params.stderr ? new OrderedSink() : new LineSink();
  const errors = new StderrParser(params.stderr ? sink : new NoSink());
  const out = new RawParser(params.stdout ? sink : new NoSink(), { joined: true });
  return logStreamOf({
    parts: [
      { body: stream, parser: out },
      { body: stderr, parser: errors },
    ],
    sink,
    onError,
    lingerMs: params.follow ? FOLLOW_LINGER_MS : LINGER_MS,
    verdict: async () => {
      const code = await exited;
      if (code === null) return truncated();
      return code === 0 ? null : onEnd(code, errors.words);
    },
  });
}

/** For a stream that is not wanted. */
class NoSink extends LineSink {
  override push(): void {
    // Docker prints it all the same.
  }
}

/** The container's lines go to the sink; what has no stamp is docker's own. */
class StderrParser implements LogParser {
  words = '';
  readonly #sink: LineSink;
  readonly #own = new LineSink();
  readonly #parser: RawParser;

  constructor(sink: LineSink) {
    this.#sink = sink;
    this.#parser = new RawParser(this.#own, { stream: 'err', joined: true });
  }

  push(chunk: Buffer): void {
    this.#parser.push(chunk);
    this.#sort();
  }

  end(): boolean {
    const isWhole = this.#parser.end();
    this.#sort();
    return isWhole;
  }

  #sort(): void {
    for (const line of this.#own.take()) {
      if (line.t === null) this.words = `${this.words}${line.m}\n`.slice(0, LONGEST_WORDS);
      else this.#sink.push(line, Buffer.byteLength(line.m));
    }
  }
}

/**
 * Puts the lines of two pipes into the order of their stamps. While much comes, what one pipe brought is kept back until
 * the other one is as far.
 */
export class OrderedSink extends LineSink {
  #held: LogLine[] = [];

  override get holding(): boolean {
    return this.#held.length > 0;
  }

  override take(all = true): LogLine[] {
    const lines = [...this.#held, ...super.take()];
    const [ordered, rest] = merge(
      lines.filter(({ s }) => s === 'out'),
      lines.filter(({ s }) => s === 'err'),
    );
    const kept = all ? 0 : Math.min(rest.length, MOST_HELD);
    this.#held = rest.splice(rest.length - kept);
    // Not by `push(...rest)`: the arguments of a call have a limit.
    return ordered.concat(rest);
  }
}

/** @returns what is in order, and what is left of the one that goes further */
function merge(out: LogLine[], err: LogLine[]): [ordered: LogLine[], rest: LogLine[]] {
  const ordered: LogLine[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const left = out[i];
    const right = err[j];
    if (!left || !right) return [ordered, left ? out.slice(i) : err.slice(j)];
    if ((right.t ?? '') < (left.t ?? '')) {
      ordered.push(right);
      j++;
    } else {
      ordered.push(left);
      i++;
    }
  }
}
