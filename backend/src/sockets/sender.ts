import type { WebSocket } from 'ws';

/** Above this much unsent a reader is slow. */
export const HIGH_WATER_BYTES = 1024 * 1024;
/** Below this it may have more again. */
export const LOW_WATER_BYTES = 256 * 1024;

/** Sends to one peer, and knows when it has taken what was sent. */
export class Sender {
  readonly #socket: WebSocket;
  readonly #signal: AbortSignal;
  #look: (() => void) | undefined;

  /** @param signal fires when the peer is to get nothing more */
  constructor(socket: WebSocket, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#look?.());
  }

  /** What is sent and not yet with the kernel, in bytes. Nothing waits for a peer that is to get nothing. */
  get waiting(): number {
    return this.#signal.aborted ? 0 : this.#socket.bufferedAmount;
  }

  send(frame: object): void {
    if (this.#signal.aborted) return;
    // Bytes, not text: what waits is then counted as what it takes.
    this.#socket.send(Buffer.from(JSON.stringify(frame)), { binary: false }, this.#onSent);
  }

  sendBytes(data: Buffer): void {
    if (!this.#signal.aborted) this.#socket.send(data, { binary: true }, this.#onSent);
  }

  /** Settles when no more than `bytes` wait, at `signal`, or after `timeoutMs`. */
  async falls(bytes: number, timeoutMs?: number): Promise<void> {
    if (this.waiting <= bytes) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      if (timeoutMs !== undefined) timer = setTimeout(resolve, timeoutMs);
      this.#look = () => {
        if (this.waiting <= bytes) resolve();
      };
    });
    this.#look = undefined;
    clearTimeout(timer);
  }

  /** A last frame, and the close once the peer has taken all that came before. */
  async finish(frame: object, closeCode: number): Promise<void> {
    this.send(frame);
    await this.falls(0);
    this.#socket.close(closeCode);
  }

  readonly #onSent = (): void => {
    this.#look?.();
  };
}
