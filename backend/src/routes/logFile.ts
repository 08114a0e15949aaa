import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { LogReader, LogStream } from '../containers/source.ts';
import type { LogLine, LogsQuery } from '../contract/index.ts';

type Query = Omit<LogsQuery, 'download'>;

const DEFAULT_TAIL = 500;
/** Lines may be long: an answer as one JSON is bounded by bytes too. */
const LARGEST_ANSWER = 8 * 1024 * 1024;

/** Lines as JSON: the last ones, and of these the newest that fit. */
export async function readLog(
  logs: LogReader,
  ref: string,
  query: Query,
  reply: FastifyReply,
): Promise<{ lines: LogLine[] }> {
  const stream = await logs.read(
    ref,
    { ...query, tail: query.tail ?? DEFAULT_TAIL },
    untilGone(reply),
  );
  const lines: LogLine[] = [];
  let size = 0;
  for await (const batch of stream) {
    lines.push(...batch);
    size += charactersOf(batch);
    // At once: what will not be told must not be held while a long log is read.
    let tooMany = 0;
    while (size > LARGEST_ANSWER && tooMany < lines.length - 1)
      size -= lines[tooMany++]?.m.length ?? 0;
    lines.splice(0, tooMany);
  }
  return { lines };
}

const charactersOf = (lines: LogLine[]) => lines.reduce((sum, { m }) => sum + m.length, 0);

/** A text file that is written as it is read: the log of a year is never in memory. */
export async function sendLog(
  logs: LogReader,
  ref: string,
  query: Query,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const stream = await logs.read(ref, query, untilGone(reply));
  return reply
    .header('content-disposition', `attachment; filename="${ref}.log"`)
    .header('x-content-type-options', 'nosniff')
    .type('text/plain; charset=utf-8')
    .send(Readable.from(asText(stream), { objectMode: false }));
}

async function* asText(stream: LogStream): AsyncGenerator<string> {
  for await (const batch of stream)
    yield batch.map(({ t, m }) => `${t === null ? '' : `${t} `}${m}\n`).join('');
}

/** Fires when whoever asked hangs up; also when all was said, which ends nothing. Not the connection's end: it is kept. */
function untilGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    gone.abort();
  });
  return gone.signal;
}
