import { closeCode, liveFrame, type LiveFrame } from '@archnest/backend/contract';
import { SampleHistory, type Sample } from './liveSamples.ts';
import { applyFrame, emptyLiveState, type LiveState } from './liveState.ts';
import { Watch } from './liveWatch.ts';
import { api } from './apiPaths.ts';

const firstDelay = 500;
const longestDelay = 15_000;
/** Frames of one burst (a snapshot per host on opening) become one render. */
const batchDelay = 25;
const probeDeadline = 5_000;
/** A proxy may leave the upgrade unanswered, or pass it and then nothing. */
const firstFrameDeadline = 10_000;
/** A server that closes right after its first frames must not be asked again in a tight loop. */
const provenAfter = 10_000;
const sleptFor = 30_000;
const knownFrames: readonly unknown[] = liveFrame.options.map((option) => option.shape.type.value);

/** Equal delays would bring every open page back in the same instant after a restart. */
export const backoff = (attempt: number, random: number) =>
  Math.min(longestDelay, firstDelay * 2 ** attempt) * (0.5 + random / 2);

/**
 * The page's one socket and what it said. An external store rather than entries of the query cache:
 * a burst of fifty snapshots becomes one render, and structural sharing by array position would
 * give every row after an inserted one a new identity.
 */
export class LiveConnection {
  /** Called when the session may have ended; whoever listens asks the server, and disposes of this if so. */
  onDoubt: () => void = () => {};
  private state: LiveState = emptyLiveState;
  private pending: LiveState = emptyLiveState;
  private readonly listeners = new Set<() => void>();
  private socket: WebSocket | null = null;
  private openedAt: number | null = null;
  private attempt = 0;
  private batch: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private probe: ReturnType<typeof setTimeout> | undefined;
  private hiddenAt: number | null = null;
  private readonly samples = new SampleHistory();
  private readonly watch = new Watch((message) => {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(message);
  });

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getState = () => this.state;

  /** The last minutes of one container, oldest first. @param key `<host key>/<container id>` */
  history(key: string): readonly Sample[] {
    return this.samples.of(key);
  }

  /** Which containers one part of the page shows now; an empty list when it is gone. */
  show(owner: object, keys: readonly string[]) {
    this.watch.show(owner, keys);
  }

  start() {
    if (this.socket || this.retry) return;
    window.addEventListener('online', this.wake);
    document.addEventListener('visibilitychange', this.onVisibility);
    this.connect();
  }

  /** Closes the socket and forgets everything it said. */
  dispose() {
    window.removeEventListener('online', this.wake);
    document.removeEventListener('visibilitychange', this.onVisibility);
    for (const timer of [this.batch, this.retry, this.probe]) clearTimeout(timer);
    this.retry = this.batch = this.probe = undefined;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.watch.dispose();
    this.samples.clear();
    this.attempt = 0;
    this.state = this.pending = emptyLiveState;
  }

  private connect() {
    this.retry = undefined;
    const socket = new WebSocket(api.live);
    this.socket = socket;
    this.openedAt = null;
    this.probe = setTimeout(() => this.abandon(socket), firstFrameDeadline);
    socket.onopen = () => {
      this.openedAt = Date.now();
      this.watch.repeat();
    };
    socket.onmessage = (event) => this.onFrame(socket, event.data);
    socket.onclose = (event) => {
      if (this.socket === socket) this.onClose(event.code);
    };
  }

  private onFrame(socket: WebSocket, data: unknown) {
    if (this.socket !== socket || typeof data !== 'string') return;
    clearTimeout(this.probe);
    const json: unknown = JSON.parse(data);
    if (!isKnown(json)) return;
    const frame = liveFrame.safeParse(json);
    if (!frame.success) {
      console.warn('A live frame does not follow the contract.', frame.error.issues);
      return;
    }
    this.remember(frame.data);
    this.set(applyFrame(this.pending, frame.data, Date.now()));
  }

  private remember(frame: LiveFrame) {
    if (frame.type === 'stats') {
      for (const { host, id, at, stats } of frame.samples)
        this.samples.add(`${host}/${id}`, { at, stats });
    } else if (frame.type === 'remove') {
      for (const id of frame.ids) this.samples.forget(`${frame.host}/${id}`);
    } else if (frame.type === 'hosts') {
      const keys = new Set(frame.hosts.map((host) => host.key));
      this.samples.keepHosts((host) => keys.has(host));
    }
  }

  private onClose(code: number) {
    this.socket = null;
    clearTimeout(this.probe);
    if (this.pending.phase !== 'lost') this.set({ ...this.pending, phase: 'lost' });
    if (this.openedAt !== null && Date.now() - this.openedAt > provenAfter) this.attempt = 0;
    const delay = backoff(this.attempt, Math.random());
    this.attempt += 1;
    // Whatever the doubt leads to: another tab may have signed in anew, or the question itself may fail.
    this.retry = setTimeout(() => this.connect(), delay);
    // A refused upgrade and a dead network look the same here; an ordinary request tells them apart.
    const isOther = code === closeCode.sessionEnded || code === closeCode.roleLost;
    if (isOther || this.openedAt === null) this.onDoubt();
  }

  /** After sleep a dead socket may look open: ask again, and give it up if nothing comes back. */
  private readonly wake = () => {
    if (this.socket?.readyState === WebSocket.OPEN) {
      const socket = this.socket;
      // What changed meanwhile first: only a repetition is sure to be answered.
      this.watch.say();
      this.watch.repeat();
      clearTimeout(this.probe);
      this.probe = setTimeout(() => this.abandon(socket), probeDeadline);
    } else if (this.retry) {
      clearTimeout(this.retry);
      this.connect();
    }
  };

  private abandon(socket: WebSocket) {
    if (this.socket !== socket) return;
    // `close` waits for the peer's answer, which will not come; what it says later is ignored.
    this.socket = null;
    socket.close();
    this.onClose(1006);
  }

  private readonly onVisibility = () => {
    this.watch.say();
    if (document.hidden) {
      this.hiddenAt = Date.now();
      return;
    }
    if (this.hiddenAt !== null && Date.now() - this.hiddenAt > sleptFor) this.wake();
    this.hiddenAt = null;
  };

  private set(state: LiveState) {
    this.pending = state;
    this.batch ??= setTimeout(() => {
      this.batch = undefined;
      this.state = this.pending;
      for (const listener of this.listeners) listener();
    }, batchDelay);
  }
}

/** A newer server may send frames that this page does not know; they are not for it. */
const isKnown = (json: unknown) =>
  typeof json === 'object' && json !== null && 'type' in json && knownFrames.includes(json.type);

export const live = new LiveConnection();
