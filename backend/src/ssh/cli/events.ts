import { PassThrough, pipeline, Transform, type Readable } from 'node:stream';
import { parseJson, textOf } from '../../docker/json.ts';
import { hostUnreachable, type AppError } from '../../errors.ts';
import type { Running } from '../remote.ts';
import { firstWords } from './words.ts';

const LONGEST_LINE = 4 * 1024 * 1024;

/** Podman's names where they differ from Docker's. */
const PODMAN_EVENTS: Record<string, string> = { die: 'died', destroy: 'remove' };

/** Of containers alone: what Podman tells of networks names no container. */
export function podmanFilters(filters: Record<string, string[]>): Record<string, string[]> {
  const events = filters['event'] ?? [];
  return { type: ['container'], event: events.map((name) => PODMAN_EVENTS[name] ?? name) };
}

/**
 * What `docker events` prints, until it ends: then with an error that says why, where that can be told.
 * @param failure what it means that it ended badly, with these words
 */
export function eventLines(
  { stream, stderr, exited }: Running,
  failure: (code: number, words: string) => AppError,
): Readable {
  const words = firstWords(stderr);
  const lines = new PassThrough();
  const end = async () => {
    const code = await exited;
    if (code === null) lines.destroy(hostUnreachable('The connection to the machine broke.'));
    else if (code === 0) lines.end();
    else lines.destroy(failure(code, words()));
  };
  stream.on('error', (error: Error) => {
    if (!stream.readableEnded) lines.destroy(error);
  });
  stream.once('close', () => void end());
  // Its input is open still.
  stream.once('end', () => stream.destroy());
  lines.once('close', () => stream.destroy());
  // Who reads hears of it too, and with nobody there it must not end the process.
  lines.on('error', () => undefined);
  stream.pipe(lines, { end: false });
  return lines;
}

/** Podman's events in Docker's words. */
export function podmanLines(body: Readable): Readable {
  let rest = '';
  const words = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      // Its ids and names are ASCII, and nothing else of a line is kept.
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) done(new Error('an event without end'));
      else done(null, lines.map((line) => `${dockerEvent(line)}\n`).join(''));
    },
    flush(done) {
      done(null, dockerEvent(rest));
    },
  });
  return pipeline(body, words, () => undefined);
}

function dockerEvent(line: string): string {
  const event = parseJson(line);
  if (event === undefined) return '';
  const [Type, Action, ID] = ['Type', 'Status', 'ID'].map((name) => textOf(event, name));
  return JSON.stringify({ Type, Action, Actor: { ID } });
}
