import {
  closeCode,
  logFrame,
  type LogEndReason,
  type LogFrame,
  type LogLine,
} from '@archnest/backend/contract';
import { backoff } from '../../../live.ts';
import { LogCursor } from './cursor.ts';
import { SleepWatch } from './sleep.ts';

/** How many lines a fresh view begins with. */
export const firstTail = 1_000;
const openDeadline = 10_000;
/** A connection that held this long was a good one: the next wait is short again. */
const provenAfter = 10_000;
/** A container that stopped and is said to run may be between the two. */
const restartGrace = 1_000;
/** Of a container that is still stopped, the log ends right after it was opened again. */
const liveAfter = 700;

export type FeedPhase =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** `lost` is retried; `stopped` is taken up when the container runs again. */
  | { kind: 'ended'; reason: LogEndReason; at: number }
  | { kind: 'lost'; at: number }
  | { kind: 'failed'; code: string; message: string; retrying: boolean }
  | { kind: 'closed'; code: number };

export interface FeedOptions {
  url(query: { tail?: number; since?: string }): string;
  onLines(lines: LogLine[]): void;
  /** `null`: an unknown number of lines may be missing here. */
  onSkipped(count: number | null): void;
  onPhase(phase: FeedPhase): void;
}

/** Whether another try may end differently. */
const passing = new Set(['host_unreachable', 'host_timeout', 'rate_limited', 'internal']);
const verdicts = new Set<number>(Object.values(closeCode));

/** Follows one log through one socket at a time, and takes it up where it broke off. */
export class LogFeed {
  private readonly options: FeedOptions;
  private readonly cursor = new LogCursor();
  private socket: WebSocket | null = null;
  private phase: FeedPhase = { kind: 'connecting' };
  private running: boolean;
  private attempt = 0;
  private openedAt: number | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private deadline: ReturnType<typeof setTimeout> | undefined;
  private readonly sleep = new SleepWatch(() => this.reconnect());

  constructor(running: boolean, options: FeedOptions) {
    this.running = running;
    this.options = options;
  }

  start() {
    this.sleep.start();
    this.connect();
  }

  dispose() {
    this.sleep.dispose();
    this.drop();
  }

  /** Now, instead of when its time comes. */
  again() {
    this.attempt = 0;
    this.drop();
    this.set({ kind: 'connecting' });
    this.connect();
  }

  setRunning(running: boolean) {
    const started = running && !this.running;
    this.running = running;
    if (started && this.phase.kind === 'ended' && this.phase.reason === 'stopped') this.again();
  }

  private connect() {
    this.retry = undefined;
    const resumed = this.cursor.resume();
    if (resumed === 'timeless') this.options.onSkipped(null);
    const query = resumed === null || resumed === 'timeless' ? { tail: firstTail } : resumed;
    const socket = new WebSocket(this.options.url(query));
    this.socket = socket;
    this.openedAt = null;
    this.deadline = setTimeout(() => {
      if (this.socket === socket) this.onClose(1006);
    }, openDeadline);
    socket.onopen = () => {
      if (this.socket !== socket) return;
      clearTimeout(this.deadline);
      this.openedAt = Date.now();
      // A silent container says nothing, and is followed all the same.
      const ended = this.phase.kind === 'ended' || this.phase.kind === 'failed';
      this.deadline = setTimeout(() => this.goLive(), ended ? liveAfter : 0);
    };
    socket.onmessage = ({ data }) => {
      if (this.socket === socket) this.onFrame(data);
    };
    socket.onclose = ({ code }) => {
      if (this.socket === socket) this.onClose(code);
    };
  }

  private onFrame(data: unknown) {
    const frame = typeof data === 'string' ? logFrame.safeParse(JSON.parse(data)) : null;
    // A newer server may send frames that this page does not know.
    if (!frame?.success) return;
    this.take(frame.data);
  }

  private take(frame: LogFrame) {
    if (frame.type === 'lines') {
      const fresh = this.cursor.accept(frame.lines);
      if (fresh.length === 0) return;
      this.goLive();
      this.options.onLines(fresh);
    } else if (frame.type === 'skipped') {
      this.cursor.skipped();
      this.options.onSkipped(frame.count);
    } else {
      this.release();
      if (frame.type === 'end') this.onEnd(frame.reason);
      else this.onError(frame.code, frame.message);
    }
  }

  private goLive() {
    clearTimeout(this.deadline);
    if (this.phase.kind !== 'live') this.set({ kind: 'live' });
  }

  private onEnd(reason: LogEndReason) {
    this.set({ kind: 'ended', reason, at: Date.now() });
    if (reason === 'lost') this.later();
    if (reason === 'stopped' && this.running) this.later(restartGrace);
  }

  private onError(code: string, message: string) {
    const retrying = passing.has(code);
    this.set({ kind: 'failed', code, message, retrying });
    if (retrying) this.later();
  }

  private onClose(code: number) {
    this.release();
    if (verdicts.has(code)) {
      this.set({ kind: 'closed', code });
      return;
    }
    if (this.phase.kind !== 'lost' && this.phase.kind !== 'failed') {
      this.set({ kind: 'lost', at: Date.now() });
    }
    this.later();
  }

  private later(atLeast = 0) {
    if (this.openedAt !== null && Date.now() - this.openedAt > provenAfter) this.attempt = 0;
    const wait = Math.max(atLeast, backoff(this.attempt, Math.random()));
    this.attempt += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), wait);
  }

  /** After sleep or a change of network a dead socket may look open; asking anew costs one second of lines. */
  private reconnect() {
    const { kind } = this.phase;
    if (kind !== 'live' && kind !== 'lost' && kind !== 'connecting') return;
    this.attempt = 0;
    this.drop();
    this.connect();
  }

  private drop() {
    clearTimeout(this.retry);
    this.retry = undefined;
    this.release();
  }

  private release() {
    clearTimeout(this.deadline);
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }

  private set(phase: FeedPhase) {
    this.phase = phase;
    this.options.onPhase(phase);
  }
}
