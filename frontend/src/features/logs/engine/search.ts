import type { Line } from './entry.ts';

/** A line that matches, and how often. */
interface Hit {
  line: Line;
  /** Its place among all lines, also those that were dropped since. */
  index: number;
  count: number;
}

export interface Place {
  line: Line;
  /** Which match of the line: 0 is the first. */
  nth: number;
}

export type Range = readonly [start: number, end: number];

interface Source {
  /** The lines to look through, in order. */
  lines(): readonly Line[];
  /** The text of a line as a reader sees it. */
  text(line: Line): string;
  /** Something that a reader sees has changed. */
  changed(): void;
}

/** How long one stretch may take: shorter than a frame, so that typing and scrolling go on. */
const stretch = 6;
const stride = 64;

// A regular expression rather than lower case, which can change a text's length.
const pattern = (query: string, flags: string) =>
  new RegExp(
    query.replace(/[\\^$.*+?()[\]{}|/-]/g, (sign) => `\\${sign}`),
    flags,
  );

/** Where a text contains a needle, without regard to case. */
export function matcher(query: string): (text: string) => Range[] {
  const needle = pattern(query, 'gi');
  return (text) =>
    Array.from(text.matchAll(needle), ({ index, 0: found }) => [index, index + found.length]);
}

/** How often; quick where it does not at all, which is nearly everywhere. */
function counter(query: string): (text: string) => number {
  const once = pattern(query, 'i');
  const find = matcher(query);
  return (text) => (once.test(text) ? find(text).length : 0);
}

/** Finds a text in the lines of a log, a stretch at a time, and keeps up with what is added. */
export class LogSearch {
  query = '';
  /** All matches that are known by now. */
  total = 0;
  current: Place | null = null;

  private hits: Hit[] = [];
  /** Where the current one stands in `hits`. */
  private at = -1;
  /** Matches before that line. */
  private before = 0;
  private scanned = 0;
  private gone = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private count: (text: string) => number = () => 0;
  private readonly source: Source;
  private readonly now: () => number;

  constructor(source: Source, now = () => performance.now()) {
    this.source = source;
    this.now = now;
  }

  get scanning() {
    return this.timer !== undefined;
  }

  /** 1 is the first; 0 when none is current. */
  get position() {
    return this.current === null ? 0 : this.before + this.current.nth + 1;
  }

  set(query: string) {
    if (query === this.query) return;
    this.query = query;
    if (query !== '') this.count = counter(query);
    this.current = null;
    this.restart();
  }

  /** Looks through everything again: other lines than before, or the same shown otherwise. */
  restart() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.hits = [];
    this.total = this.before = this.scanned = this.gone = 0;
    this.at = -1;
    if (this.query !== '') this.scan();
    else this.current = null;
    this.source.changed();
  }

  /** Lines were added at the end. */
  appended() {
    if (this.query !== '' && this.timer === undefined) this.scan();
  }

  /** So many lines were dropped at the start. */
  dropped(count: number) {
    this.scanned = Math.max(0, this.scanned - count);
    this.gone += count;
    const kept = this.hits.findIndex(({ line }) => !line.gone);
    const end = kept < 0 ? this.hits.length : kept;
    if (end === 0) return;
    const lost = this.hits.splice(0, end).reduce((sum, hit) => sum + hit.count, 0);
    this.total -= lost;
    this.at -= end;
    this.before -= lost;
    if (this.at >= 0) return;
    this.at = -1;
    this.before = 0;
    this.current = null;
  }

  /** To the next match, or the one before; round at the ends. @param near where the reader is */
  step(direction: 1 | -1, near: Line | null) {
    if (this.hits.length === 0) return;
    if (this.current === null) this.enter(direction, near);
    else this.move(direction);
    this.source.changed();
  }

  dispose() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private readonly scan = () => {
    this.timer = undefined;
    const lines = this.source.lines();
    const end = this.now() + stretch;
    while (this.scanned < lines.length) {
      const stop = Math.min(lines.length, this.scanned + stride);
      for (; this.scanned < stop; this.scanned += 1) this.look(lines[this.scanned]!);
      if (this.now() > end && this.scanned < lines.length) {
        this.timer = setTimeout(this.scan);
        break;
      }
    }
    if (!this.scanning && this.at < 0) this.current = null;
    this.source.changed();
  };

  private look(line: Line) {
    const count = this.count(this.source.text(line));
    if (count === 0) return;
    this.hits.push({ line, count, index: this.gone + this.scanned });
    this.total += count;
    if (this.current?.line === line) this.settle(this.hits.length - 1, this.current.nth);
  }

  /** The first match at or after the reader's line; going back, the last before it. */
  private enter(direction: 1 | -1, near: Line | null) {
    const from = near === null ? 0 : this.gone + this.source.lines().indexOf(near);
    const after = this.hits.findIndex(({ index }) => index >= from);
    const last = this.hits.length - 1;
    if (direction === 1) this.settle(after < 0 ? last : after, 0);
    else {
      const at = after <= 0 ? last : after - 1;
      this.settle(at, (this.hits[at]?.count ?? 1) - 1);
    }
  }

  private move(direction: 1 | -1) {
    const hit = this.hits[this.at];
    const nth = (this.current?.nth ?? 0) + direction;
    if (hit && nth >= 0 && nth < hit.count) {
      this.settle(this.at, nth);
      return;
    }
    const at = (this.at + direction + this.hits.length) % this.hits.length;
    this.settle(at, direction === 1 ? 0 : (this.hits[at]?.count ?? 1) - 1);
  }

  private settle(at: number, nth: number) {
    const hit = this.hits[at];
    if (!hit) return;
    this.at = at;
    this.before = 0;
    for (let index = 0; index < at; index += 1) this.before += this.hits[index]?.count ?? 0;
    this.current = { line: hit.line, nth: Math.min(nth, hit.count - 1) };
  }
}
