import type { Readable } from 'node:stream';
import type { WebSocket } from 'ws';
import { HIGH_WATER_BYTES, LOW_WATER_BYTES, type Sender } from './sender.ts';

/** What a client that says what it has drawn may be behind. */
const MOST_UNDRAWN_BYTES = 512 * 1024;

/**
 * What a shell prints on its way to one client, as fast as that takes it and, if it says so, draws it. Beyond that the
 * program in the container waits.
 */
export class ExecOutput {
  readonly #socket: WebSocket;
  readonly #sender: Sender;
  #output: Readable | undefined;
  #acks = false;
  #undrawn = 0;
  #waiting = false;

  constructor(socket: WebSocket, sender: Sender) {
    this.#socket = socket;
    this.#sender = sender;
  }

  /** Settles when all was printed. @throws Error when the output breaks */
  start(output: Readable): Promise<void> {
    this.#output = output;
    output.on('data', this.#onData);
    return new Promise((resolve, reject) => {
      if (output.destroyed || output.readableEnded) resolve();
      output.once('end', resolve).once('close', resolve).on('error', reject);
    });
  }

  /** The client has drawn so many bytes more. */
  ack(bytes: number): void {
    this.#acks = true;
    this.#undrawn = Math.max(0, this.#undrawn - bytes);
    this.resume();
  }

  /** Goes on if it may. */
  resume(): void {
    if (this.#waiting || !this.#output?.isPaused()) return;
    if (this.#mayFlow(LOW_WATER_BYTES, MOST_UNDRAWN_BYTES / 2)) this.#output.resume();
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#sender.sendBytes(chunk);
    this.#undrawn += chunk.length;
    if (this.#mayFlow(HIGH_WATER_BYTES, MOST_UNDRAWN_BYTES)) return;
    this.#output?.pause();
    this.#waiting = true;
    this.#sender.falls(LOW_WATER_BYTES).then(
      () => {
        this.#waiting = false;
        this.resume();
      },
      () => undefined,
    );
  };

  #mayFlow(unsent: number, undrawn: number): boolean {
    if (this.#sender.waiting > unsent) return false;
    // The acks stand behind keystrokes that the program does not read before it could print: `cat` and a long paste.
    return !this.#acks || this.#undrawn <= undrawn || this.#socket.isPaused;
  }
}
