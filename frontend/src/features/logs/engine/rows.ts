import {
  nextId,
  type Day,
  type Entry,
  type Level,
  type Line,
  type Row,
  type Stream,
} from './entry.ts';

export interface LogFilter {
  readonly stream: Stream | null;
  /** `null`: all. */
  readonly levels: ReadonlySet<Level | 'none'> | null;
}

export const noFilter: LogFilter = { stream: null, levels: null };

/** The rest of a stack trace, behind its first line. */
export interface Fold {
  /** Lines after the first. */
  count: number;
  open: boolean;
}

const dayLength = 86_400_000;

function startOfDay(at: number): number {
  const day = new Date(at);
  return day.setHours(0, 0, 0, 0);
}

/** What of the buffer is shown: filtered, with stack traces folded and days marked. */
export class LogRows {
  /** What the list shows. */
  rows: Row[] = [];
  /** The lines that pass the filter, also those inside a fold: what a search looks through. */
  passing: Line[] = [];
  filter: LogFilter = noFilter;
  /** By the id of the first line of the rest of a trace. */
  private folds = new Map<number, Fold>();
  private readonly opened = new Set<number>();
  private fold: Fold | null = null;
  private dayEnd = 0;

  /** The fold that begins with this line, if it hides something. */
  foldOf(line: Line): Fold | null {
    const fold = this.folds.get(line.id);
    return fold && fold.count > 0 ? fold : null;
  }

  append(entries: readonly Entry[]) {
    for (const entry of entries) {
      if (entry.kind === 'line') this.appendLine(entry);
      else this.rows.push(entry);
    }
  }

  /** Leaves out what the buffer has dropped. */
  drop() {
    let end = 0;
    while (end < this.rows.length && this.isGone(end)) end += 1;
    for (const row of this.rows.splice(0, end)) this.folds.delete(row.id);
    const kept = this.passing.findIndex((line) => !line.gone);
    this.passing.splice(0, kept < 0 ? this.passing.length : kept);
  }

  rebuild(entries: readonly Entry[]) {
    this.rows = [];
    this.passing = [];
    this.folds = new Map();
    this.fold = null;
    this.dayEnd = 0;
    this.append(entries);
  }

  /** Opens or closes the fold that begins with this line; `rebuild` then shows it. */
  toggle(id: number) {
    if (!this.opened.delete(id)) this.opened.add(id);
  }

  /** Marks the fold that hides this line as open. @returns whether there was one */
  open(line: Line): boolean {
    let at = this.passing.lastIndexOf(line);
    if (at < 0 || !line.continues) return false;
    while (this.passing[at - 1]?.continues) at -= 1;
    const first = this.passing[at];
    if (!first || first === line || this.opened.has(first.id)) return false;
    this.opened.add(first.id);
    return true;
  }

  passes({ stream, level }: Line): boolean {
    const { filter } = this;
    return (
      (filter.stream === null || filter.stream === stream) &&
      (filter.levels === null || filter.levels.has(level ?? 'none'))
    );
  }

  private appendLine(line: Line) {
    if (!this.passes(line)) return;
    this.passing.push(line);
    if (!line.continues) this.fold = null;
    else if (this.fold) {
      this.fold.count += 1;
      if (!this.fold.open) return;
    } else {
      this.fold = { count: 0, open: this.opened.has(line.id) };
      this.folds.set(line.id, this.fold);
    }
    if (line.at >= this.dayEnd) this.startDay(line.at);
    this.rows.push(line);
  }

  private startDay(at: number) {
    const start = startOfDay(at);
    const first = this.dayEnd === 0;
    // A day of 23 hours ends early, which the next line then finds out.
    this.dayEnd = startOfDay(start + dayLength + dayLength / 2);
    if (first && start === startOfDay(Date.now())) return;
    const day: Day = { kind: 'day', id: nextId(), at: start, gone: false };
    this.rows.push(day);
  }

  /** A day is there for the rows after it. */
  private isGone(index: number): boolean {
    const row = this.rows[index];
    if (row?.kind !== 'day') return row?.gone ?? false;
    return this.rows[index + 1]?.gone ?? false;
  }
}
