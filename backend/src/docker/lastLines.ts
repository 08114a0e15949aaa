import type { LogStream } from '../containers/source.ts';
import type { LogLine } from '../contract/index.ts';

/** Of long lines fewer are kept. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** The last `count` lines of a stream that ends, and no more of them in memory than that. */
export function lastLines(stream: LogStream, count: number): LogStream {
  return {
    skip: () => stream.skip(),
    async *[Symbol.asyncIterator]() {
      let kept: LogLine[] = [];
      let characters = 0;
      for await (const batch of stream) {
        kept.push(...batch);
        for (const { m } of batch) characters += m.length;
        let first = Math.max(0, kept.length - count);
        for (let at = 0; at < first; at++) characters -= kept[at]?.m.length ?? 0;
        while (characters > MOST_CHARACTERS && first < kept.length - 1)
          characters -= kept[first++]?.m.length ?? 0;
        if (first) kept = kept.slice(first);
      }
      yield kept;
    },
  };
}
