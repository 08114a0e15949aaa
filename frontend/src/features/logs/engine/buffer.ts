import type { LogLine } from '@archnest/backend/contract';
import { Classifier, classify } from './classify.ts';
import type { Entry, Level, Line } from './entry.ts';

export const capacity = 100_000;
/** Dropping a line at a time would move all others for each. */
const slack = 5_000;

export type LevelCounts = Record<Level, number> & { none: number };

const noLevels = (): LevelCounts => ({
  fatal: 0,
  error: 0,
  warn: 0,
  info: 0,
  debug: 0,
  trace: 0,
  none: 0,
});

/**
 * The newest lines of a log, oldest first, with the places where lines were lost. When it is full the
 * oldest go, some thousand at once.
 */
export class LogBuffer {
  readonly entries: Entry[] = [];
  readonly levels: LevelCounts = noLevels();
  /** Lines that are kept now. */
  lines = 0;
  /** Lines that were dropped because there was no room. */
  dropped = 0;
  /** Lines that were lost before they came here, and were not loaded since. */
  skipped = 0;

  private readonly limit: number;
  private readonly slack: number;

  constructor(limit = capacity, slackLines = slack) {
    this.limit = limit;
    this.slack = slackLines;
  }

  get full() {
    return this.lines >= this.limit;
  }

  append(entries: readonly Entry[]) {
    for (const entry of entries) {
      this.entries.push(entry);
      this.count(entry, 1);
    }
    if (this.lines >= this.limit + this.slack) this.drop(this.lines - this.limit);
  }

  /** Older lines than any that is here. */
  prepend(older: readonly LogLine[]) {
    const classifier = new Classifier();
    const lines = classify(older, classifier);
    this.joinTrace(classifier);
    this.entries.unshift(...lines);
    for (const line of lines) this.count(line, 1);
  }

  /** The first lines that are here may be the rest of a stack trace whose head has come only now. */
  private joinTrace(classifier: Classifier) {
    for (const entry of this.entries) {
      if (entry.kind !== 'line') return;
      const judged = classifier.judge(entry);
      if (!judged.continues) return;
      this.count(entry, -1);
      Object.assign(entry, judged);
      this.count(entry, 1);
    }
  }

  /** Puts lines where they were lost. What is left of the gap stands before them. */
  fill(gap: Entry, lines: readonly Line[], left: number | null) {
    const at = this.entries.indexOf(gap);
    if (at < 0 || gap.kind !== 'gap') return;
    this.count(gap, -1);
    gap.count = left;
    gap.gone = left === 0;
    this.entries.splice(at, 1, ...(gap.gone ? [] : [gap]), ...lines);
    if (!gap.gone) this.count(gap, 1);
    for (const line of lines) this.count(line, 1);
  }

  /** The nearest line before or after an entry. */
  neighbour(entry: Entry, step: -1 | 1): Line | null {
    for (let at = this.entries.indexOf(entry) + step; ; at += step) {
      const other = this.entries[at];
      if (!other) return null;
      if (other.kind === 'line') return other;
    }
  }

  first(): Line | null {
    return this.entries.find((entry) => entry.kind === 'line') ?? null;
  }

  all(): Line[] {
    return this.entries.filter((entry) => entry.kind === 'line');
  }

  private drop(lines: number) {
    let end = 0;
    for (let left = lines; left > 0; end += 1) {
      if (this.entries[end]?.kind === 'line') left -= 1;
    }
    for (const entry of this.entries.splice(0, end)) {
      entry.gone = true;
      this.count(entry, -1);
    }
    this.dropped += lines;
  }

  private count(entry: Entry, sign: 1 | -1) {
    if (entry.kind === 'gap') this.skipped += sign * (entry.count ?? 0);
    if (entry.kind !== 'line') return;
    this.lines += sign;
    // The rest of a stack trace is no error of its own.
    if (!entry.continues) this.levels[entry.level ?? 'none'] += sign;
  }
}
