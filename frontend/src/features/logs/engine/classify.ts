import type { LogLine } from '@archnest/backend/contract';
import { stripAnsi } from './ansi.ts';
import { nextId, type Line } from './entry.ts';
import { detectLevel } from './level.ts';
import { TraceReader } from './trace.ts';

/** Turns lines of the wire into lines of the log, in order. One for each stretch that is read in one go. */
export class Classifier {
  private readonly traces = new TraceReader();

  read({ t, s, m }: LogLine): Line {
    const plain = stripAnsi(m);
    const own = detectLevel(plain);
    const at = t === null ? Number.NaN : Date.parse(t);
    const continues = this.traces.read(plain, { stream: s, at }, own);
    const level = continues ? this.traces.level : own;
    return {
      kind: 'line',
      id: nextId(),
      t,
      at,
      stream: s,
      text: m,
      level,
      continues,
      gone: false,
    };
  }
}
