import type { LogLine } from '@archnest/backend/contract';
import {
  compareInstants,
  formatInstant,
  parseInstant,
  shiftInstant,
  type Instant,
} from './instant.ts';

/**
 * The two streams of a container are stamped apart and may land in the log out of order by a little:
 * a resume from the last time alone could miss a line that was written late.
 */
export const overlap = 1_000;
/** At ten thousand lines a second this is half of the overlap, and then enough. */
const remembered = 5_000;

const keyOf = ({ t, s, m }: LogLine) => `${t}\n${s}\n${m}`;

/** Lines as a multiset: several may be equal to the last nanosecond, and each counts. */
export class Known {
  private readonly counts = new Map<string, number>();

  constructor(lines: readonly LogLine[]) {
    for (const line of lines) {
      const key = keyOf(line);
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    }
  }

  get isEmpty() {
    return this.counts.size === 0;
  }

  /** The lines that are not among these, each of which can take away one. */
  takeFrom(lines: readonly LogLine[]): LogLine[] {
    if (this.isEmpty) return [...lines];
    return lines.filter((line) => !this.take(line));
  }

  private take(line: LogLine): boolean {
    const key = keyOf(line);
    const count = this.counts.get(key);
    if (count === undefined) return false;
    if (count === 1) this.counts.delete(key);
    else this.counts.set(key, count - 1);
    return true;
  }
}

/** Where a followed log stands, so that it can be taken up again: nothing twice, nothing left out. */
export class LogCursor {
  private last: LogLine[] = [];
  private afterSkip = false;
  private known: Known | null = null;
  private knownUntil: Instant = { seconds: 0, nanos: 0 };

  /** Lines as they came from the socket. @returns those that were not there before */
  accept(lines: readonly LogLine[]): LogLine[] {
    const fresh = this.known ? this.known.takeFrom(lines) : [...lines];
    const last = parseInstant(lines.at(-1)?.t ?? null);
    const past = last !== null && compareInstants(last, this.knownUntil) > 0;
    if (this.known?.isEmpty || past) this.known = null;
    if (fresh.length === 0) return fresh;
    // What was skipped would come again if the resume began before it.
    if (this.afterSkip) this.last = [];
    this.afterSkip = false;
    // Not `push(...fresh)`: a large batch would overflow the stack.
    this.last = this.last.concat(fresh);
    if (this.last.length > 2 * remembered) this.last = this.last.slice(-remembered);
    return fresh;
  }

  skipped() {
    this.afterSkip = true;
  }

  /**
   * Call before connecting again. @returns what to ask for as `since`; `null` when nothing came yet,
   * `timeless` when what came had no times.
   */
  resume(): { since: string } | 'timeless' | null {
    this.known = null;
    if (this.last.length === 0) return null;
    const latest = parseInstant(this.last.findLast(({ t }) => t !== null)?.t ?? null);
    if (latest === null) return 'timeless';
    const wanted = shiftInstant(latest, -overlap);
    const floor = this.firstWhole();
    const since = floor !== null && compareInstants(floor, wanted) > 0 ? floor : wanted;
    // All of them: after the first line of that time the daemon sends everything, also what is stamped earlier.
    this.known = new Known(this.last);
    this.knownUntil = shiftInstant(latest, overlap);
    return { since: formatInstant(since) };
  }

  /**
   * The first time of which every line is remembered. Before it are lines that were never asked for,
   * or skipped, or shown and forgotten: a resume from there would put them at the end.
   */
  private firstWhole() {
    const first = this.last[0]?.t ?? null;
    const next = this.last.find(({ t }) => t !== null && t !== first)?.t;
    return parseInstant(next ?? first);
  }
}
