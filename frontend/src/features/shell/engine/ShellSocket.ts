import { closeCode, execServerFrame, type ExecServerFrame } from '@archnest/backend/contract';
import { isReport } from './keys.ts';
import { Latency } from './latency.ts';

export type ShellPhase =
  | { kind: 'connecting' }
  | { kind: 'open'; shell: string; at: number }
  | { kind: 'ended'; shell: string | null; code: number | null; at: number }
  /** The server said why there is no shell. */
  | { kind: 'failed'; code: string; message: string }
  /** The connection broke; with it the shell ended. */
  | { kind: 'lost'; at: number }
  /** It never came about, and nobody said why. */
  | { kind: 'refused' }
  | { kind: 'closed'; code: number };

export interface ShellEvents {
  onOutput(bytes: Uint8Array): void;
  onPhase(phase: ShellPhase): void;
}

/** The server takes no frame over 64 KB. */
const longestFrame = 32 * 1024;
/** Output that was drawn is told of in steps of this size, and when nothing is left to draw. */
const ackStep = 32 * 1024;
const verdicts = new Set<number>(Object.values(closeCode));
const encoder = new TextEncoder();

/** One shell at the other end of one socket. Closing the socket ends the shell. */
export class ShellSocket {
  phase: ShellPhase = { kind: 'connecting' };
  readonly latency = new Latency();
  private readonly socket: WebSocket;
  private readonly events: ShellEvents;
  private opened = false;
  private disposed = false;
  private undrawn = 0;
  private drawn = 0;

  constructor(url: string, events: ShellEvents) {
    this.events = events;
    this.socket = new WebSocket(url);
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => {
      this.opened = true;
    };
    this.socket.onmessage = ({ data }) => this.onMessage(data);
    this.socket.onclose = ({ code }) => this.onClose(code);
  }

  /** Keys and pasted text. */
  send(text: string) {
    // To the terminal's own answers the shell says nothing: the next key's echo would be taken for it.
    if (this.ready && !isReport(text)) this.latency.sent();
    this.sendBytes(encoder.encode(text));
  }

  /** What is no text: mouse reports of the old kind, one byte a character. */
  sendBinary(text: string) {
    this.sendBytes(Uint8Array.from(text, (character) => character.charCodeAt(0) & 255));
  }

  resize(cols: number, rows: number) {
    if (this.ready) this.socket.send(JSON.stringify({ type: 'resize', cols, rows }));
  }

  /** So many bytes of what came have been drawn: the server sends no more than it knows to be drawn soon. */
  ack(bytes: number) {
    this.undrawn -= bytes;
    this.drawn += bytes;
    if (this.drawn < ackStep && this.undrawn > 0) return;
    if (this.ready) this.socket.send(JSON.stringify({ type: 'ack', bytes: this.drawn }));
    this.drawn = 0;
  }

  /** Ends the shell. Nothing is heard of it after this. */
  dispose() {
    this.disposed = true;
    this.socket.close();
  }

  private get ready() {
    return !this.disposed && this.socket.readyState === WebSocket.OPEN;
  }

  private sendBytes(bytes: Uint8Array<ArrayBuffer>) {
    if (!this.ready) return;
    for (let from = 0; from < bytes.length; from += longestFrame) {
      this.socket.send(bytes.subarray(from, from + longestFrame));
    }
  }

  private onMessage(data: unknown) {
    if (this.disposed) return;
    if (data instanceof ArrayBuffer) {
      this.latency.received();
      this.undrawn += data.byteLength;
      this.events.onOutput(new Uint8Array(data));
    } else if (typeof data === 'string') {
      const frame = execServerFrame.safeParse(JSON.parse(data));
      // A newer server may send frames that this page does not know.
      if (frame.success) this.onFrame(frame.data);
    }
  }

  private onFrame(frame: ExecServerFrame) {
    const at = Date.now();
    if (frame.type === 'ready') this.set({ kind: 'open', shell: frame.shell, at });
    else if (frame.type === 'error') {
      this.set({ kind: 'failed', code: frame.code, message: frame.message });
    } else this.set({ kind: 'ended', shell: this.shell, code: frame.code, at });
  }

  private get shell() {
    return this.phase.kind === 'open' ? this.phase.shell : null;
  }

  private onClose(code: number) {
    if (this.disposed) return;
    if (verdicts.has(code)) this.set({ kind: 'closed', code });
    else if (this.phase.kind === 'open') this.set({ kind: 'lost', at: Date.now() });
    else if (this.phase.kind === 'connecting') {
      this.set(this.opened ? { kind: 'lost', at: Date.now() } : { kind: 'refused' });
    }
  }

  private set(phase: ShellPhase) {
    this.phase = phase;
    this.events.onPhase(phase);
  }
}
