import type { LogLine } from '@archnest/backend/contract';
import { stripAnsi } from './ansi.ts';
import { nextId, type Line } from './entry.ts';
import { detectLevel } from './level.ts';
import { TraceReader } from './trace.ts';

/** Turns lines of the wire into lines of the log, in order. One for each stretch that is read in one go. */
export class Classifier {
  private readonly traces = new TraceReader();

  read({ t, s, m }: LogLine): Line {
    const at = t === null ? Number.NaN : Date.parse(t);
    const line = { kind: 'line', id: nextId(), t, at, stream: s, text: m, gone: false } as const;
    return { ...line, ...this.judge(line) };
  }

  /** What a line is after those that were read before it. */
  judge({ text, stream, at }: Pick<Line, 'text' | 'stream' | 'at'>) {
    const plain = stripAnsi(text);
    const own = detectLevel(plain);
    const continues = this.traces.read(plain, { stream, at }, own);
    return { level: continues ? this.traces.level : own, continues };
  }
}

/** Lines that belong together, in order. */
export function classify(lines: readonly LogLine[], classifier = new Classifier()): Line[] {
  return lines.map((line) => classifier.read(line));
}
