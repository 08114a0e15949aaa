import type { Readable } from 'node:stream';

const LONGEST = 4 * 1024;

/** Reads a stream to its end and keeps its beginning. @returns what was read so far */
export function firstWords(stream: Readable): () => string {
  let words = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    if (words.length < LONGEST) words = Buffer.concat([words, chunk.subarray(0, LONGEST)]);
  });
  stream.on('error', () => undefined);
  return () => words.toString('utf8');
}
