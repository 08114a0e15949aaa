import type { LogLine } from '@archnest/backend/contract';
import { Backlog } from './backlog.ts';
import { LogBuffer } from './buffer.ts';
import { Classifier } from './classify.ts';
import { DisplayCache, displayText } from './display.ts';
import { makeBreak, makeGap, type Entry, type Line } from './entry.ts';
import { LogFeed, type FeedOptions, type FeedPhase } from './feed.ts';
import { Intake, NextFrame } from './intake.ts';
import type { FetchPage } from './pages.ts';
import { Rate } from './rate.ts';
import { LogRows, type LogFilter } from './rows.ts';
import { LogSearch } from './search.ts';

interface Options {
  url: FeedOptions['url'];
  fetchPage: FetchPage;
  running: boolean;
  raw: boolean;
}

/**
 * Milliseconds of rest for each row that is there: placing a hundred thousand rows anew takes some
 * time, and ten times a second is as good to the eye as sixty.
 */
const restPerRow = 0.001;

type Arrival = LogLine | { skipped: number | null } | 'break';

/** One log that is looked at: what came, what of it is shown, and where the reader is. An external store. */
export class LogSession {
  readonly buffer = new LogBuffer();
  readonly rows = new LogRows();
  readonly search: LogSearch;
  readonly backlog: Backlog;
  readonly displays = new DisplayCache();
  phase: FeedPhase = { kind: 'connecting' };
  /** The list stays at the newest line. */
  following = true;
  /** Lines that came since it does not. */
  unseen = 0;
  /** JSON and program times as they are, instead of in words and columns. */
  raw: boolean;

  private readonly feed: LogFeed;
  private readonly intake = new Intake<Arrival>();
  private readonly frame = new NextFrame(() => this.onFrame());
  private readonly rateMeter = new Rate();
  private readonly listeners = new Set<() => void>();
  private readonly turned = new Set<number>();
  private readonly classifier = new Classifier();
  private stopped = false;
  private version = 0;
  private shownAt = 0;
  private second: ReturnType<typeof setInterval> | undefined;
  private disposed = false;

  constructor({ url, fetchPage, running, raw }: Options) {
    this.raw = raw;
    this.backlog = new Backlog({
      buffer: this.buffer,
      fetchPage,
      rebuilt: () => this.rebuild(),
      changed: () => this.changed(),
    });
    this.search = new LogSearch({
      lines: () => this.rows.passing,
      text: (line) => displayText(line, this.isRaw(line)),
      changed: () => this.frame.request(),
    });
    this.feed = new LogFeed(running, {
      url,
      onLines: (lines) => this.onLines(lines),
      onSkipped: (skipped) => this.arrive([{ skipped }]),
      onPhase: (phase) => this.onPhase(phase),
    });
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Another number whenever something that is shown has changed. */
  readonly getVersion = () => this.version;

  get rate() {
    return this.rateMeter.value;
  }

  start() {
    this.disposed = false;
    this.second = setInterval(() => this.rateMeter.tick() && this.frame.request(), 1_000);
    this.feed.start();
  }

  dispose() {
    this.disposed = true;
    clearInterval(this.second);
    this.frame.cancel();
    this.feed.dispose();
    this.search.dispose();
  }

  setRunning(running: boolean) {
    this.feed.setRunning(running);
  }

  followAgain() {
    this.feed.again();
  }

  setFollowing(following: boolean) {
    if (following === this.following) return;
    this.following = following;
    this.unseen = 0;
    this.changed();
  }

  setFilter(filter: LogFilter) {
    this.rows.filter = filter;
    this.rebuild();
  }

  setRaw(raw: boolean) {
    if (raw === this.raw) return;
    this.raw = raw;
    this.turned.clear();
    this.search.restart();
    this.changed();
  }

  isRaw(line: Line) {
    return this.turned.has(line.id) ? !this.raw : this.raw;
  }

  /** One line as it is, or in words. */
  turn(line: Line) {
    if (!this.turned.delete(line.id)) this.turned.add(line.id);
    this.search.restart();
    this.changed();
  }

  toggleFold(line: Line) {
    this.rows.toggle(line.id);
    this.rebuild();
  }

  /** What is typed into a field must be in it at once, not in the next frame. */
  find(query: string) {
    this.search.set(query);
    this.changed();
  }

  /** To the next match or the one before, out of its fold if it is in one. */
  step(direction: 1 | -1, near: Line | null) {
    this.search.step(direction, near);
    const { current } = this.search;
    if (current && this.rows.open(current.line)) this.rows.rebuild(this.buffer.entries);
    this.setFollowing(false);
    this.changed();
  }

  private onLines(lines: LogLine[]) {
    this.rateMeter.add(lines.length);
    if (this.stopped) this.arrive(['break']);
    this.stopped = false;
    this.arrive(lines);
  }

  private onPhase(phase: FeedPhase) {
    this.phase = phase;
    if (phase.kind === 'live') this.rateMeter.connected();
    if (phase.kind === 'ended' && phase.reason === 'stopped') this.stopped = this.hasLines;
    this.frame.request();
  }

  private get hasLines() {
    return this.buffer.lines > 0 || this.intake.length > 0;
  }

  private arrive(arrivals: Arrival[]) {
    this.intake.add(arrivals);
    this.frame.request();
  }

  private onFrame() {
    const waiting = this.intake.length;
    this.intake.drain((arrivals) => this.read(arrivals));
    if (waiting > 0) this.search.appended();
    if (this.intake.length > 0) this.frame.request();
    if (performance.now() >= this.shownAt + this.rows.rows.length * restPerRow) this.changed();
    else this.frame.request();
  }

  private read(arrivals: Arrival[]) {
    const entries = arrivals.map((arrival) => this.entryOf(arrival));
    const { dropped } = this.buffer;
    const shown = this.rows.passing.length;
    this.buffer.append(entries);
    this.rows.append(entries);
    if (!this.following) this.unseen += this.rows.passing.length - shown;
    if (this.buffer.dropped > dropped) this.dropOldest();
  }

  private dropOldest() {
    const before = this.rows.passing.length;
    this.rows.drop();
    this.search.dropped(before - this.rows.passing.length);
  }

  private entryOf(arrival: Arrival): Entry {
    if (arrival === 'break') return makeBreak();
    if ('skipped' in arrival) return makeGap(arrival.skipped);
    return this.classifier.read(arrival);
  }

  private rebuild() {
    this.rows.rebuild(this.buffer.entries);
    this.search.restart();
    this.changed();
  }

  private changed() {
    if (this.disposed) return;
    this.version += 1;
    this.shownAt = performance.now();
    for (const listener of this.listeners) listener();
  }
}
